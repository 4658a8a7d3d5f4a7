"""The calls by which a client finds what differs and takes it again (contract, verification)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from msgspec import Meta

from sync.central.problems import RequestError
from sync.central.ranges import Span
from sync.central.route import Call, Parameter, Route, Service
from sync.wire_ranges import Ranges, RowsPage

if TYPE_CHECKING:
    from app.catalog import Catalog

OFFER_RANGES = "ranges"
MOST_PARTS = 64
MOST_ROWS = 5_000
RowId = Annotated[str, Meta(pattern=r"^[0-9a-f-]{0,36}$")]
_CATALOG = Parameter(name="catalog", kind=Annotated[str, Meta(max_length=40)], about="Name of the catalog.", default="")
_FIRST = Parameter(name="first", kind=RowId, about="The first id; empty: from the start.", default="")
_LAST = Parameter(
    name="last", kind=RowId, about="The first id that is not meant any more; empty: to the end.", default=""
)


def ranges(service: Service, call: Call) -> Ranges:
    """Count and hash the rows between two ids, part by part."""
    given = call.parameters
    with service.database.read() as connection:
        span = Span(connection, schema=service.schema, catalog=_catalog(service, call), user=call.person.user)
        return span.ranges(
            first=given["first"], last=given["last"], parts=given["parts"], with_content=bool(given["content"])
        )


def rows(service: Service, call: Call) -> RowsPage:
    """Return the rows between two ids."""
    given = call.parameters
    with service.database.read() as connection:
        span = Span(connection, schema=service.schema, catalog=_catalog(service, call), user=call.person.user)
        return span.rows(first=given["first"], last=given["last"], most=MOST_ROWS)


def _catalog(service: Service, call: Call) -> Catalog:
    name = call.parameters["catalog"]
    if name not in service.schema.rows:
        raise RequestError("catalog.unknown", "中心端没有这个目录，请升级程序后重试。")
    return service.schema.catalog(name)


VERIFY_ROUTES: tuple[Route, ...] = (
    Route(
        method="GET",
        path="/v1/ranges",
        name="ranges",
        about="Counts and hashes of the rows between two ids, in parts of about as many rows each.",
        handle=ranges,
        response=Ranges,
        parameters=(
            _CATALOG,
            _FIRST,
            _LAST,
            Parameter(
                name="parts",
                kind=Annotated[int, Meta(ge=1, le=MOST_PARTS)],
                about="The most parts.",
                default=MOST_PARTS,
            ),
            Parameter(
                name="content",
                kind=Annotated[int, Meta(ge=0, le=1)],
                about="1: also hash the rows' values; else `content` is 0.",
                default=0,
            ),
        ),
        problems=("catalog.unknown",),
    ),
    Route(
        method="GET",
        path="/v1/rows",
        name="rows",
        about="The rows between two ids, by id.",
        handle=rows,
        response=RowsPage,
        parameters=(_CATALOG, _FIRST, _LAST),
        problems=("catalog.unknown",),
    ),
)
