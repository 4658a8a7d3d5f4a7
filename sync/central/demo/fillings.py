"""Made-up approvals for the demo province: a few cities' counties at every stage, one returned, one late (1.8, 1.9)."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

from app.catalogs.filling import FILLING
from app.flow.fields import STATE
from app.flow.record import Place
from app.flow.rules import taken
from app.people import Level, Role, User
from app.workflow import FILL_IN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from app.fields import Value

SUBMITTED, REVIEWED = ("submit",), ("submit", "approve")
REPORTED, FILED = (*REVIEWED, "report"), (*REVIEWED, "file")
WAYS: dict[str, tuple[tuple[str, ...], ...]] = {
    "330100000": (REVIEWED, REPORTED),
    "330105000": (FILED,),
    "330106000": (SUBMITTED, SUBMITTED, ()),
    "330205000": (REVIEWED, SUBMITTED, REPORTED, FILED),
    "330206000": ((),),
    "330212000": (("submit", "return"), ()),
}
"""By region the moves that its records have come through, one page after the other; all others have not begun."""
LATE = "330206000"
OPINIONS = {"return": "参保人数与上年相差较大，请核实后重新送审", "file": "同意备案"}
MONTH_ENDS = {"estimate": (0, 12, 31), "actual": (1, 1, 31), "": (0, 12, 31)}
"""Due dates by basis: years after the fiscal year, month, day."""
OFFICES = {"3302": "nb", "330203": "hs", "330212": "yz"}
"""Offices by the start of their code that have people who sign in."""
TYPES = ("1101", "1102", "1103", "1104")


def fillings(*, rows: Mapping[str, Iterable[Mapping[str, Value]]], fiscal_year: int) -> Iterator[dict[str, Value]]:
    """Yield the records of regions that have begun, for the pages of which there are values (`rows` by catalog)."""
    for catalog, found in rows.items():
        counts: Counter[str] = Counter()
        pages = dict.fromkeys(
            (str(row["mof_div_code"]), str(row["insurance_type"]), str(row.get("basis", ""))) for row in found
        )
        for region, insurance_type, basis in pages:
            if region in WAYS and (not insurance_type or insurance_type in TYPES):
                place = Place(
                    fiscal_year=fiscal_year, region=region, catalog=catalog, insurance_type=insurance_type, basis=basis
                )
                yield record_of(place, way=WAYS[region][counts[region] % len(WAYS[region])])
                counts[region] += 1


def record_of(place: Place, *, way: tuple[str, ...]) -> dict[str, Value]:
    """Return the record of a page that came through these moves, a few days of January apart."""
    years, month, day = MONTH_ENDS[place.basis]
    due = date(place.fiscal_year + years, month, day)
    if place.region == LATE:
        due = date(place.fiscal_year - 1, 11, 30)
    row: dict[str, Any] = {**FILLING.blank(), **place.key, "due_date": due}
    for n, name in enumerate(way):
        move = next(one for one in FILL_IN.moves_from(str(row[STATE]), name=name))
        user = _person(place.region, role=move.role, is_above=move.by_upper_level)
        now = f"{place.fiscal_year}-01-{12 + 2 * n:02}T0{1 + n}:30:00Z"
        row |= taken(FILL_IN, move=move, row=row, user=user, opinion=OPINIONS.get(name, ""), now=now)
    return row


def _person(region: str, *, role: Role, is_above: bool) -> User:
    office = region[:4] if is_above else region[:6]
    code = f"{OFFICES.get(office, office)}_{'jb' if role is Role.OPERATOR else 'sh'}"
    return User(code=code, name=code, mof_div_code=region, mof_div_name="", level=Level.COUNTY, role=role)
