"""The command that tells where rows are used, before they are disabled or deleted (clauses 1.1, 1.4, 1.5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.cli.answer import DONE, Answer
from ui.cli.given import take_catalog, take_year
from ui.cli.parser import Command

if TYPE_CHECKING:
    from app.where_used import WhereUsed
    from ui.cli.parser import Parser, Words
    from ui.cli.seat import Seat


def tell_use(words: Words, seat: Seat) -> Answer:
    """Tell where each row is used and what it forbids."""
    from app.commands import find_row
    from app.where_used import where_used

    with seat.work() as work:
        catalog, year = work.catalog(words.catalog), work.year(words.year)
        found = [find_row(work.store, catalog=catalog, key=key, fiscal_year=year) for key in words.keys]
        ids = [str(row["id"]) for row in found]
        with work.store.read() as connection:
            used = where_used(connection, schema=work.store.schema, catalog=catalog, row_ids=ids)
    lines = [line for one in used for line in _told(one)]
    return Answer(text="\n".join(lines), data={"rows": [_plain(one) for one in used]}, status=DONE)


def _told(one: WhereUsed) -> list[str]:
    lines = [one.sentence]
    for use in one.uses:
        more = "……" if use.count > len(use.examples) else ""
        lines.append(
            f"  {use.label}（{use.columns}）{use.count:,} 行：{'；'.join(row.label for row in use.examples)}{more}"
        )
    return lines


def _plain(one: WhereUsed) -> dict[str, object]:
    return {
        "row": one.row_id,
        "label": one.label,
        "count": one.count,
        "may_disable": not one.no_disable,
        "may_delete": not one.no_delete,
        "uses": [
            {
                "catalog": use.catalog,
                "columns": use.columns,
                "count": use.count,
                "examples": [{"row": row.place.row_id, "label": row.label} for row in use.examples],
            }
            for use in one.uses
        ],
    }


def _arguments(parser: Parser) -> None:
    take_catalog(parser)
    parser.add_argument("keys", nargs="+", metavar="主键", help="行的代码，或逻辑主键（用 / 隔开），或行标识，可写多个")
    take_year(parser)


WHERE_USED_COMMAND = Command(
    name="where-used",
    help="一行在哪里被使用：停用或删除之前查看",
    run=tell_use,
    arguments=_arguments,
    about="按目录列出使用这一行的行数和几个例子，并说明能否停用、能否删除；不修改任何数据。使用中的财政区划不能停用，使用中的行都不能删除。",
    examples=("shebao where-used 财政区划 330203000", "shebao where-used 基金预算收支科目 10201 1020101"),
    keys=("rows",),
)
