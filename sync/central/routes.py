"""The calls of the contract, declared once: served by app.py, described by openapi.py."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from app.store import now_text
from sync.central import openapi
from sync.central.file_routes import FILE_ROUTES, OFFER_FILES
from sync.central.hand_over_routes import HAND_OVER_ROUTES, OFFER, own_public_key
from sync.central.people import person_of
from sync.central.pull import pull
from sync.central.push import push
from sync.central.receiving.routes import OFFER_RECEIPTS, RECEIPT_ROUTES
from sync.central.route import Call, Encoded, Parameter, Route, Service
from sync.central.shapes import shapes
from sync.central.snapshot_routes import OFFER_SNAPSHOT, SNAPSHOT_ROUTES
from sync.central.verify_routes import OFFER_RANGES, VERIFY_ROUTES
from sync.wire import CONTRACT, Batch, BatchReply, ChangesPage, Identifier, Person
from sync.wire_hello import Hello, Refresh, Session, SignIn

MOST_ROWS = 5_000
OFFERS: tuple[str, ...] = (OFFER, OFFER_RANGES, OFFER_RECEIPTS)
"""The calls beyond the first ones that every central of this program has (hello); snapshots and files need a folder."""


def hello(service: Service, _call: Call) -> Hello:
    """Say who this central is and which catalogs it knows."""
    catalogs = shapes(service.schema.catalogs)
    digest = service.database.memory.shapes(service.schema)
    return Hello(
        contract=CONTRACT,
        name=service.name,
        time=now_text(),
        catalogs=catalogs,
        shapes=digest,
        offers=[
            *OFFERS,
            *([OFFER_SNAPSHOT] if service.snapshots else []),
            *([OFFER_FILES] if service.files else []),
        ],
        public_key=own_public_key(service.database),
    )


def sign_in(service: Service, call: Call) -> Session:
    """Open a session."""
    return service.door.sign_in(call.body, certificate=call.certificate)


def refresh(service: Service, call: Call) -> Session:
    """Renew a session."""
    return service.door.refresh(call.body, certificate=call.certificate)


def sign_out(service: Service, call: Call) -> None:
    """End a session."""
    service.door.sign_out(call.person)


def me(_service: Service, call: Call) -> Person:
    """Return the signed-in person."""
    return person_of(call.person.user)


def send_batch(service: Service, call: Call) -> Encoded:
    """Carry out one batch."""
    batch_id = call.parameters["batch_id"]
    reply = push(service.database, batch=call.body, batch_id=batch_id, digest=call.digest, user=call.person.user)
    return Encoded(reply)


def changes(service: Service, call: Call) -> ChangesPage:
    """Return a page of changes."""
    cursor, limit = call.parameters["cursor"], call.parameters["limit"]
    return pull(service.database, cursor=cursor, limit=limit, user=call.person.user)


def document(_service: Service, _call: Call) -> Encoded:
    """Return the OpenAPI document."""
    return Encoded(openapi.document(ROUTES))


ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/v1/hello",
        name="hello",
        about="Name, contract version, time and catalogs of this central.",
        handle=hello,
        response=Hello,
        signed_in=False,
    ),
    Route(
        method="POST",
        path="/v1/sessions",
        name="signIn",
        about="Sign in.",
        handle=sign_in,
        request=SignIn,
        response=Session,
        signed_in=False,
        cost=20,
        problems=("sign-in.wrong", "sign-in.throttled", "user.revoked", "rights.certificate"),
    ),
    Route(
        method="POST",
        path="/v1/sessions/refresh",
        name="refreshSession",
        about="Renew a session; the refresh secret is replaced.",
        handle=refresh,
        request=Refresh,
        response=Session,
        signed_in=False,
        problems=("token.unknown", "user.revoked", "rights.certificate"),
    ),
    Route(
        method="DELETE",
        path="/v1/sessions",
        name="signOut",
        about="Sign out: ends this session's token and refresh secret.",
        handle=sign_out,
        response=None,
    ),
    Route(
        method="GET",
        path="/v1/me",
        name="me",
        about="The signed-in person.",
        handle=me,
        response=Person,
    ),
    Route(
        method="PUT",
        path="/v1/batches/{batch_id}",
        name="sendBatch",
        about="Send one batch; repeating it returns the stored reply.",
        handle=send_batch,
        in_turn=True,
        request=Batch,
        response=BatchReply,
        parameters=(
            Parameter(name="batch_id", kind=Identifier, about="The batch's id, as in its body.", where="path"),
        ),
        problems=("batch.other-content", "rights.batch", "rights.other-person"),
    ),
    Route(
        method="GET",
        path="/v1/changes",
        name="changes",
        about="A page of changes after a cursor.",
        handle=changes,
        response=ChangesPage,
        parameters=(
            Parameter(
                name="cursor",
                kind=Annotated[str, Meta(max_length=400)],
                about="The cursor of the page before; empty: from the start.",
                default="",
            ),
            Parameter(
                name="limit",
                kind=Annotated[int, Meta(ge=1, le=MOST_ROWS)],
                about="The most rows of this page.",
                default=2_000,
            ),
        ),
    ),
    Route(
        method="GET",
        path="/v1/openapi.json",
        name="openapi",
        about="This contract as OpenAPI 3.1.",
        handle=document,
        response=dict,
        signed_in=False,
    ),
    *SNAPSHOT_ROUTES,
    *FILE_ROUTES,
    *VERIFY_ROUTES,
    *HAND_OVER_ROUTES,
    *RECEIPT_ROUTES,
)
