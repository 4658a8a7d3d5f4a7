"""Commands that look at rows: catalogs and query (clause 2: 查询)."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

from ui.cli.answer import Answer
from ui.cli.given import STATES, plain_value, positive, read_pairs, take_catalog, take_filters, take_year
from ui.cli.parser import Command

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.catalog import Catalog
    from app.fields import Value
    from app.rows import Query
    from ui.cli.parser import Parser, Words
    from ui.cli.seat import Seat, Work

SYSTEM_LABELS = {"id": "行标识", "state": "状态", "version": "版本", "updated_at": "更新时间", "updated_by": "更新人"}


def list_catalogs(words: Words, seat: Seat) -> Answer:
    """List the catalogs that the signed-in person sees, with the rows that they have of each."""
    from app.rights import may_read
    from app.rows import Query, count_rows
    from ui.cli.table import Column, table

    with seat.work() as work, work.store.read() as connection:
        schema, year, region = work.store.schema, work.year(words.year), work.user.mof_div_code
        counts = {
            one.name: count_rows(
                connection, schema=schema, query=Query(catalog=one.name, fiscal_year=year, region=region)
            )
            for one in schema.catalogs
            if may_read(work.user, catalog=one) is None
        }
        listed = [
            {"name": one.name, "label": one.label, "clause": one.clause, "about": one.about, "rows": counts[one.name]}
            for one in schema.catalogs
            if one.name in counts
        ]
    columns = (
        Column(heading="条款"),
        Column(heading="目录"),
        Column(heading="英文名"),
        Column(heading="行数", right=True),
        Column(heading="说明", widest=80),
    )
    lines = [[str(one[name]) for name in ("clause", "label", "name", "rows", "about")] for one in listed]
    return Answer(text=table(columns, lines), data={"fiscal_year": year, "catalogs": listed})


def query(words: Words, seat: Seat) -> Answer:
    """Show the rows of a catalog that the signed-in person sees."""
    from app.rows import all_names, count_rows, page, row_ids
    from app.spelling.store import spell_all

    with seat.work() as work, work.store.read() as connection:
        if words.search:
            spell_all(work.store)
        schema, catalog = work.store.schema, work.catalog(words.catalog)
        wanted = row_query(words, work=work, catalog=catalog)
        if words.group:
            from ui.cli.grouping import group_answer

            return group_answer(connection, schema=schema, query=wanted, given=words.group)
        rids = row_ids(connection, schema=schema, query=wanted, limit=words.limit)
        rows = page(connection, schema=schema, catalog=catalog, rids=rids)
        total = count_rows(connection, schema=schema, query=wanted)
        names = all_names(connection, schema=schema, catalog=catalog, fiscal_year=wanted.fiscal_year)
    columns = _columns(catalog, given=words.columns, rows=rows)
    data = {
        "catalog": catalog.name,
        "fiscal_year": wanted.fiscal_year,
        "total": total,
        "rows": [_plain(catalog, row) for row in rows],
        "groups": [],
    }
    text = _text(catalog, rows=rows, columns=columns, names=names)
    more = f"（共 {total:,} 行，显示前 {len(rows):,} 行）" if len(rows) < total else f"（{total:,} 行）"
    return Answer(text=f"{text}\n{more}", data=data)


def row_query(words: Words, *, work: Work, catalog: Catalog) -> Query:
    """Return which rows the filters of `take_filters` mean."""
    from app.rows import Query

    return Query(
        catalog=catalog.name,
        fiscal_year=work.year(words.year),
        region=words.region or work.user.mof_div_code,
        insurance_type=words.insurance_type or "",
        under=words.under or "",
        deep=True,
        search=words.search or "",
        filters=tuple(read_pairs(catalog, pairs=words.where or ())),
        states=(STATES.index(words.state),) if words.state else (),
    )


def _plain(catalog: Catalog, row: Mapping[str, Value]) -> dict[str, object]:
    system = {"id": row["id"], "state": STATES[int(str(row["state"]))], "version": row["version"]}
    return {**system, **{one.name: plain_value(one, row[one.name]) for one in catalog.columns}}


def _columns(catalog: Catalog, *, given: str | None, rows: Sequence[Mapping[str, Value]]) -> list[str]:
    from app.commands import field_name

    if given:
        wanted = [name.strip() for name in given.replace("，", ",").split(",") if name.strip()]
        return [name if name in SYSTEM_LABELS else field_name(catalog, name) for name in wanted]
    shown = [one.name for one in catalog.columns if not one.hidden and one.name != "fiscal_year"]
    return ["state", *(name for name in shown if any(row[name] not in (None, "", False) for row in rows) or not rows)]


def _text(
    catalog: Catalog,
    *,
    rows: Sequence[Mapping[str, Value]],
    columns: Sequence[str],
    names: Mapping[str, Mapping[str, str]],
) -> str:
    from ui.cli.table import Column, fitting, table

    headings = [
        Column(heading=catalog.by_name[name].label, right=catalog.by_name[name].align_right)
        if name in catalog.by_name
        else Column(heading=SYSTEM_LABELS[name])
        for name in columns
    ]
    lines = [[_shown(catalog, name, row[name], names) for name in columns] for row in rows]
    if not sys.stdout.isatty():
        return table(headings, lines)
    shown = fitting(headings, lines, width=shutil.get_terminal_size().columns)
    text = table(headings[:shown], [line[:shown] for line in lines])
    rest = "、".join(heading.heading for heading in headings[shown:])
    return f"{text}\n（窗口不够宽，没有显示：{rest}；可用 --columns 选择）" if rest else text


def _shown(catalog: Catalog, name: str, value: Value, names: Mapping[str, Mapping[str, str]]) -> str:
    from app.row_state import RowState

    if name == "state":
        return RowState(int(str(value))).label
    if name in SYSTEM_LABELS:
        return str(value)
    field = catalog.by_name[name]
    return field.show(value, names=names.get(getattr(field, "to", ""), {}))


def _query_arguments(parser: Parser) -> None:
    take_catalog(parser)
    take_filters(parser)
    parser.add_argument(
        "--columns", metavar="字段,字段", help="显示哪些列；另有 id、state、version、updated_at、updated_by"
    )
    parser.add_argument("--group", metavar="字段", help="按这个字段分组，列出各组的行数和小计，最后一行为总计")
    parser.add_argument("--limit", type=positive, metavar="行数", help="最多显示多少行，默认不限")


CATALOGS_COMMAND = Command(
    name="catalogs",
    help="列出各类目录及本机的行数",
    run=list_catalogs,
    arguments=take_year,
    keys=("fiscal_year", "catalogs"),
)
QUERY_COMMAND = Command(
    name="query",
    help="查询一个目录的行",
    run=query,
    arguments=_query_arguments,
    about="查询本地区及下级的行，以及上级下发的行；不联网，查的是本机数据。",
    examples=(
        "shebao query 财政区划 --where 级次=县级 --limit 20",
        "shebao query fund_account --where account_type=31 --json",
        "shebao query fund_account --group 财政区划",
    ),
    keys=("catalog", "fiscal_year", "total", "rows", "groups"),
)
