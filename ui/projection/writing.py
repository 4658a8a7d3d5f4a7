"""A projection written to a workbook: assumptions with their origin, then the years of every scenario (clause 1.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.excel.export_projection import export_projection
from app.rows import names_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.projection.reading import Projection
    from app.store import Store


def writer_of(projection: Projection, *, store: Store) -> Callable[[Path], str]:
    """Return what writes the workbook to a path and says so (worker)."""
    subject, schema = projection.subject, store.schema

    def write(path: Path) -> str:
        with store.read() as connection:
            types, regions = (
                names_of(connection, schema=schema, catalog=schema.catalog(name), fiscal_year=subject.base_year)
                for name in ("insurance_type", "region")
            )
        export_projection(
            path,
            heading=f"{types.get(subject.insurance_type, subject.insurance_type)}基金收支测算",
            line=f"地区：{subject.region} {regions.get(subject.region, '')}　基年：{subject.base_year}",
            start=projection.start,
            runs=[(run.scenario, run.years) for run in projection.runs],
        )
        return f"已导出测算，共 {len(projection.runs)} 个方案：{path}"

    return write
