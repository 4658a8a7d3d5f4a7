"""Small building blocks of the Excel tests: a desk that exports and imports, and files as officers hand them in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import openpyxl
import xlsxwriter

from app.excel import ImportContext, ImportPlan, Verdict, apply_plan, export_rows, plan_import, read_workbook
from app.rows import Query
from tests.support import OPERATOR, YEAR

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from app.people import User
    from app.store import Store
    from app.unit_of_work import Outcome


@dataclass(frozen=True, kw_only=True)
class Desk:
    """One person at one store, with a folder for files."""

    store: Store
    folder: Path
    user: User = OPERATOR

    @property
    def context(self) -> ImportContext:
        return ImportContext(fiscal_year=YEAR, region=self.user.mof_div_code)

    def export(self, catalog: str, name: str = "导出.xlsx") -> Path:
        path = self.folder / name
        query = Query(catalog=catalog, fiscal_year=YEAR, region=self.user.mof_div_code)
        with self.store.read() as connection:
            export_rows(connection, schema=self.store.schema, query=query, user=self.user, path=path)
        return path

    def plan(self, catalog: str, path: Path, *, context: ImportContext | None = None) -> ImportPlan:
        with self.store.read() as connection:
            return plan_import(
                connection,
                schema=self.store.schema,
                catalog=self.store.schema.catalog(catalog),
                raw=read_workbook(path),
                user=self.user,
                context=context or self.context,
            )

    def apply(self, plan: ImportPlan, *, only_good: bool = False) -> Outcome:
        return apply_plan(self.store, plan=plan, user=self.user, only_good=only_good)

    def plan_table(self, catalog: str, rows: Sequence[Sequence[object]]) -> ImportPlan:
        """Plan a file of somebody else's making."""
        path = self.folder / "外来.xlsx"
        with xlsxwriter.Workbook(str(path)) as workbook:
            sheet = workbook.add_worksheet("数据")
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
        return self.plan(catalog, path)


def retouch(path: Path, cells: Mapping[str, str | float | None], *, sheet: str | None = None) -> None:
    """Change cells as a person in Excel would."""
    book = openpyxl.load_workbook(path)
    page = book[sheet] if sheet else book.worksheets[0]
    for place, content in cells.items():
        page[place] = content
    book.save(path)


def reasons(plan: ImportPlan) -> list[str]:
    """Return every reason for a refusal, place first."""
    return [problem.sentence for entry in plan.of(Verdict.REFUSED) for problem in entry.problems]


def verdicts(plan: ImportPlan) -> list[str]:
    return [entry.verdict.value for entry in plan.entries]
