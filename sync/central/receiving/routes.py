"""The call by which officers see what the central received from the platform (sync/README.md, Receipts)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from app.people import Level
from sync.central.receiving.receipts import read_receipts
from sync.central.route import Parameter, Route
from sync.wire_receipts import Receipts

if TYPE_CHECKING:
    from sync.central.route import Call, Service

OFFER_RECEIPTS = "receipts"
MOST = 200


def receipts(service: Service, call: Call) -> Receipts:
    """Return the last receipts; the rows that could not be taken only to the province, whose they are to mend."""
    with_problems = call.person.user.level <= Level.PROVINCE
    with service.database.read() as connection:
        limit = call.parameters["limit"]
        return read_receipts(connection, schema=service.schema, limit=limit, with_problems=with_problems)


RECEIPT_ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/v1/receipts",
        name="receipts",
        about="What was received from the integrated platform, newest first.",
        handle=receipts,
        response=Receipts,
        parameters=(
            Parameter(name="limit", kind=Annotated[int, Meta(ge=1, le=MOST)], about="The most receipts.", default=50),
        ),
    ),
)
