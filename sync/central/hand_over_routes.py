"""The calls about hand-over files, declared (contract, hand-over files)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sync.central.hand_over import take
from sync.central.hand_over_keys import register_device, secret_key
from sync.central.route import Call, Parameter, Route, Service
from sync.signing import public_key
from sync.wire import Identifier
from sync.wire_hand_over import Device, HandOver

if TYPE_CHECKING:
    from sync.central.database import Database

OFFER = "hand-over"


def own_public_key(database: Database) -> str:
    """Return the key under which this central signs, as hello tells it."""
    memory = database.memory
    memory.public_key = memory.public_key or public_key(secret_key(database))
    return memory.public_key


def _register(service: Service, call: Call) -> None:
    client_id = call.parameters["client_id"]
    register_device(service.database, who=call.person, client_id=client_id, public_key=call.body.public_key)


def _take(service: Service, call: Call) -> HandOver:
    return take(service.database, given=call.body)


HAND_OVER_ROUTES: tuple[Route, ...] = (
    Route(
        method="PUT",
        path="/v1/devices/{client_id}",
        name="registerDevice",
        about="Make known the key with which a client signs hand-over files; repeating it changes nothing.",
        handle=_register,
        request=Device,
        response=None,
        parameters=(Parameter(name="client_id", kind=Identifier, about="The session's client.", where="path"),),
        problems=("rights.device",),
    ),
    Route(
        method="POST",
        path="/v1/hand-overs",
        name="takeHandOver",
        about="Take a hand-over file with batches, and answer with the file of replies.",
        handle=_take,
        request=HandOver,
        response=HandOver,
        signed_in=False,
        cost=100,
        in_turn=True,
        problems=(
            "signature.unknown",
            "signature.wrong",
            "hand-over.other-central",
            "hand-over.format",
            "user.revoked",
            "rights.batch",
            "rights.other-person",
        ),
    ),
)
