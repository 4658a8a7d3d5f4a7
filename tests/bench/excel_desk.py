"""One job of the Excel benchmark: `python -m tests.bench.excel_desk JOB FOLDER` prints its figures as JSON."""

from __future__ import annotations

import json
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import python_calamine
import xlsxwriter
from sqlalchemy import insert

from app.catalogs import CATALOGS
from app.excel import ImportContext, export_rows, plan_import, read_workbook
from app.rows import Query
from app.store import open_store
from tests.bench.memory import peak_memory
from tests.bench.records import COUNTY, YEAR, record
from tests.support import OPERATOR, put_rows, small_store

if TYPE_CHECKING:
    from app.store import Store

ROWS = 100_000
CATALOG = "accounting_subject"


def _fill(folder: Path) -> dict[str, float]:
    store = small_store(folder)
    catalog = store.schema.catalog(CATALOG)
    put_rows(store, CATALOG, record(0))
    rows = [{**catalog.blank(), **record(number), "id": f"{number:036d}"} for number in range(1, ROWS)]
    with store.write() as connection:
        connection.execute(insert(store.schema.rows[CATALOG]), rows)
    store.close()
    return {"rows": len(rows) + 1}


def _opened(folder: Path) -> Store:
    return open_store(folder / "store.db", catalogs=CATALOGS)


def _raw(folder: Path) -> dict[str, float]:
    started = time.perf_counter()
    with xlsxwriter.Workbook(str(folder / "raw.xlsx"), {"constant_memory": True}) as workbook:
        sheet, text = workbook.add_worksheet(), workbook.add_format({"num_format": "@"})
        for number in range(ROWS):
            for column, value in enumerate(record(number).values()):
                sheet.write(number, column, value, text)
    return {"seconds": time.perf_counter() - started}


def _export(folder: Path) -> dict[str, float]:
    store = _opened(folder)
    query = Query(catalog=CATALOG, fiscal_year=YEAR, region=COUNTY)
    started = time.perf_counter()
    with store.read() as connection:
        export_rows(connection, schema=store.schema, query=query, user=OPERATOR, path=folder / "ours.xlsx")
    seconds = time.perf_counter() - started
    store.close()
    return {"seconds": seconds, "columns": len(store.schema.catalog(CATALOG).columns)}


def _import(folder: Path) -> dict[str, float]:
    store, path = _opened(folder), folder / "ours.xlsx"
    small = folder / "small.xlsx"
    with xlsxwriter.Workbook(str(small)) as workbook:
        workbook.add_worksheet().write("A1", "x")
    times = [time.perf_counter()]
    read_workbook(small)
    times.append(time.perf_counter())
    raw = read_workbook(path)
    times.append(time.perf_counter())
    python_calamine.load_workbook(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
    times.append(time.perf_counter())
    with store.read() as connection:
        plan_import(
            connection,
            schema=store.schema,
            catalog=store.schema.catalog(CATALOG),
            raw=raw,
            user=OPERATOR,
            context=ImportContext(fiscal_year=YEAR, region=COUNTY),
        )
    times.append(time.perf_counter())
    store.close()
    return dict(zip(("small", "read", "calamine", "plan"), (b - a for a, b in pairwise(times)), strict=True))


JOBS = {"fill": _fill, "raw": _raw, "export": _export, "import": _import}

if __name__ == "__main__":
    found = JOBS[sys.argv[1]](Path(sys.argv[2]))
    found["mebibytes"] = peak_memory()
    sys.stdout.write(json.dumps(found))
