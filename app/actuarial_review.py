"""综合审核: the actuarial figures of a region and those below it, group by group, with checks and state (clause 1.8).

What is reviewed is the 填报单 of an insurance type; its groups are told apart so that the finance office sees where to
look. The checks are those of the submission: errors, and what is unusual (ranges, jumps against the year before).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select

from app.check import applies_to
from app.flow.board import read_board
from app.problems.found import Severity
from app.problems.looking import find_problems
from app.problems.reading import Where
from app.rows import Query, names_of, read_rows
from app.scope import Scope, below

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from sqlalchemy import Connection

    from app.fields import Value
    from app.flow.board import BoardLine
    from app.flow.record import Place
    from app.tables import Schema

VALUES, DEFINITIONS = "actuarial_value", "actuarial_parameter"
NO_TYPE = "不分险种"

_Key = tuple[str, str, str]
"""Region, insurance type, group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewLine:
    """One group of one sheet: how much is filled in, what was found, and where the sheet stands.

    `errors` stop a submission; `open_warnings` of the `warnings` have no explanation yet.
    """

    place: Place
    region_name: str
    type_name: str
    group: str
    group_name: str
    filled: int
    asked: int
    errors: int
    warnings: int
    open_warnings: int
    board: BoardLine

    @property
    def verdict(self) -> str:
        """Return what the checks say in the officers' words."""
        parts = (
            f"错误 {self.errors} 处" if self.errors else "",
            f"提示 {self.warnings} 处" if self.warnings else "",
            f"待说明 {self.open_warnings} 处" if self.open_warnings else "",
            f"缺 {self.asked - self.filled} 项" if self.filled < self.asked else "",
        )
        return "，".join(filter(None, parts)) or "通过"


@dataclass(frozen=True, slots=True)
class _Parameter:
    group: str
    applies: str
    owner: str


def read_review(
    connection: Connection, *, schema: Schema, fiscal_year: int, region: str, today: date, deep: bool = True
) -> tuple[ReviewLine, ...]:
    """Return the sheets that were begun, of the region and (with `deep`) of all below it, group by group."""
    catalog = schema.catalog(VALUES)
    board = read_board(connection, schema=schema, catalog=catalog, fiscal_year=fiscal_year, region=region, today=today)
    board = [one for one in board if deep or one.place.region == region]
    parameters = _parameters(connection, schema=schema, fiscal_year=fiscal_year)
    filled = _filled(connection, schema=schema, fiscal_year=fiscal_year, region=region, parameters=parameters)
    where = Where(fiscal_year=fiscal_year, region=region, deep=deep)
    checks = _checks(connection, schema=schema, where=where, parameters=parameters)
    types = names_of(connection, schema=schema, catalog=schema.catalog("insurance_type"), fiscal_year=fiscal_year)
    groups = dict(getattr(schema.catalog(DEFINITIONS).by_name["category"], "options", ()))
    scope = Scope(connection, schema=schema)
    found: list[ReviewLine] = []
    for line in board:
        place = line.place
        asked = Counter(
            one.group
            for one in parameters.values()
            if applies_to(one.applies, place.insurance_type)
            and scope.is_below(fiscal_year=fiscal_year, region=place.region, top=one.owner)
        )
        for group, name in groups.items():
            key = (place.region, place.insurance_type, group)
            if asked[group] or filled[key]:
                found.append(
                    ReviewLine(
                        place=place,
                        region_name=line.region_name,
                        type_name=types.get(place.insurance_type, NO_TYPE),
                        group=group,
                        group_name=name,
                        filled=filled[key],
                        asked=asked[group],
                        errors=checks[*key, "errors"],
                        warnings=checks[*key, "warnings"],
                        open_warnings=checks[*key, "open"],
                        board=line,
                    )
                )
    return tuple(found)


def places_in(lines: Iterable[ReviewLine]) -> list[Place]:
    """Return the sheets of some lines, each once."""
    return list(dict.fromkeys(line.place for line in lines))


def _parameters(connection: Connection, *, schema: Schema, fiscal_year: int) -> dict[str, _Parameter]:
    query = Query(catalog=DEFINITIONS, fiscal_year=fiscal_year, enabled_only=True)
    return {
        str(row["code"]): _Parameter(str(row["category"]), str(row["insurance_types"] or ""), str(row["mof_div_code"]))
        for row in read_rows(connection, schema=schema, query=query)
    }


def _filled(
    connection: Connection,
    *,
    schema: Schema,
    fiscal_year: int,
    region: str,
    parameters: Mapping[str, _Parameter],
) -> Counter[_Key]:
    table = schema.rows[VALUES]
    wanted = (
        select(table.c.mof_div_code, table.c.insurance_type, table.c.parameter)
        .distinct()
        .where(
            table.c.fiscal_year == fiscal_year,
            table.c.is_deleted.is_(False),
            or_(table.c.value.is_not(None), table.c.is_not_applicable.is_(True)),
            below(table, schema=schema, region=region),
        )
    )
    rows = connection.execute(wanted).all()
    return Counter((div, kind, parameters[code].group) for div, kind, code in rows if code in parameters)


def _checks(
    connection: Connection, *, schema: Schema, where: Where, parameters: Mapping[str, _Parameter]
) -> Counter[tuple[str, str, str, str]]:
    """Count what is found by region, insurance type, group and kind."""
    found = find_problems(connection, schema=schema, where=where, catalogs=[VALUES])
    table = schema.rows[VALUES]
    of_row: dict[str, str] = {}
    ids = list(dict.fromkeys(one.place.row_id for one in found))
    for start in range(0, len(ids), 400):
        part = select(table.c.id, table.c.parameter).where(table.c.id.in_(ids[start : start + 400]))
        of_row.update({row_id: code for row_id, code in connection.execute(part)})  # noqa: C416 - rows are no pairs
    counts: Counter[tuple[str, str, str, str]] = Counter()
    for one in found:
        parameter = parameters.get(of_row.get(one.place.row_id, ""))
        key = (one.place.mof_div_code, one.place.insurance_type, parameter.group if parameter else "")
        is_error = one.severity is Severity.ERROR
        counts[*key, "errors" if is_error else "warnings"] += 1
        counts[*key, "open"] += one.is_open and not is_error
    return counts


def series_rows(connection: Connection, *, schema: Schema, line: ReviewLine) -> list[tuple[str, str, str]]:
    """Return (code, name, unit) of the parameters of a line's group that are meant for its sheet."""
    place = line.place
    query = Query(
        catalog=DEFINITIONS,
        fiscal_year=place.fiscal_year,
        region=place.region,
        filters=(("category", line.group),),
        enabled_only=True,
    )
    rows: list[Mapping[str, Value]] = list(read_rows(connection, schema=schema, query=query))
    return [
        (str(row["code"]), str(row["name"]), str(row["unit"] or ""))
        for row in rows
        if applies_to(str(row["insurance_types"] or ""), place.insurance_type)
    ]
