"""One run of receiving: every wanted table of every wanted year, in their declared order (数据接收)."""

from __future__ import annotations

from contextlib import closing
from typing import TYPE_CHECKING

from sync.central.receiving.receive import Ask, plan_table, receive_table
from sync.platform.client import PlatformClient
from sync.platform.declared import read_tables
from sync.platform.errors import MappingError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sync.central.database import Database
    from sync.central.receiving.plan import Plan
    from sync.platform.declared import PlatformTable
    from sync.platform.settings import PlatformPlace


def run_job(
    database: Database,
    *,
    place: PlatformPlace,
    names: Sequence[str] = (),
    years: Sequence[int] = (),
    apply: bool,
    full: bool = False,
    accept_losses: bool = False,
    tell: Callable[[str, int], None] | None = None,
) -> Iterator[Plan]:
    """Yield what each table's pull does, or would do where `apply` is False; raise at the first that cannot be done.

    Tables that were yielded stay received. `names` and `years` narrow what the settings want.
    """
    settings = place.settings
    tables = _chosen(read_tables(catalogs=database.schema.catalogs, folder=place.mapping), names or settings.tables)
    with closing(place.transport()) as transport:
        for year in years or settings.years:
            client = PlatformClient(transport, province=settings.province, year=year, token=place.token)
            for table in tables:
                ask = Ask(
                    table=table,
                    province=settings.province,
                    year=year,
                    address=transport.server,
                    full=full,
                    accept_losses=accept_losses,
                )
                act = receive_table if apply else plan_table
                yield act(database, ask=ask, client=client, tell=tell)


def _chosen(tables: Sequence[PlatformTable], names: Sequence[str]) -> list[PlatformTable]:
    known = {one.name: one for one in tables}
    for name in names:
        if name not in known:
            raise MappingError(f"接收对照表中没有表“{name}”，可用的有：{'、'.join(known)}。")
    return [one for one in tables if not names or one.name in names]
