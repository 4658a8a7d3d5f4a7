"""Any figures, rows and explanations: desk and central say the same of each row and of 送审 (clauses 1.7, 1.9)."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import Phase, event, given, settings
from hypothesis import strategies as st

from app.flow.record import Place
from app.ids import new_id
from app.people import Level, Role
from app.problems.explained import given_text
from app.problems.found import Severity
from app.problems.reading import Where, warned_rows
from tests.sync.both_sides import PACKED, PLAIN, YEAR, BothSides, person

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.people import User
    from tests.sync.both_sides import Rows

UNIT, WHOLE = 10_000, 100
VALUES, TARGETS = "management_value", "indicator_target"
CODES = ("GL0101", "GL0102", "GL0103", "GL0201", "GL0207")
SOUND = (100, 60, 40, 90, 16)
"""Values that nothing is to be said of, in the order of CODES."""


@pytest.fixture(scope="module")
def sides() -> Iterator[BothSides]:
    folder = Path(tempfile.mkdtemp())
    made = BothSides.open(folder)
    yield made
    made.close()
    shutil.rmtree(folder)


counted = st.sampled_from((0, 30, 60, 100, 101, 500))
weights = st.lists(st.sampled_from((0, 20, 40, 60, 100, 101, -1, None)), min_size=3, max_size=3)
sums = st.sampled_from(((100, 60, 40, 100), (100, 60, 40, 101), (100, 60, 30, 60), (500, 400, 100, 500)))
"""Whole, its two parts, those who pay."""
odd: st.SearchStrategy[dict[str, Any]] = st.sampled_from(
    (
        {"value": -UNIT},
        {"value": 5},
        {"value": 901 * UNIT},
        {"value": UNIT, "is_not_applicable": True},
        {"value": None, "is_not_applicable": True},
        {"value": None},
        {"value": UNIT, "parameter": "GL9999"},
        {"value": UNIT, "parameter": ""},
        {"value": UNIT, "parameter": "GL0303"},
        {"value": UNIT, "insurance_type": "9999"},
        {"value": UNIT, "basis": "guess"},
        {"value": UNIT, "period": "q9"},
        {"value": UNIT, "remark": "长" * 600},
        {"value": UNIT, "fiscal_year": 1800},
    )
)
explained = st.sampled_from(("now", "now", "before", "none", "blank"))


def row_of(code: str, *, user: User, **more: object) -> dict[str, Any]:
    """Return a value row with every column."""
    place = {"fiscal_year": YEAR, "mof_div_code": user.mof_div_code, "insurance_type": "1101", "basis": "actual"}
    blank = {"period": "year", "value": None, "is_not_applicable": False, "remark": ""}
    return {"id": new_id(), **place, "parameter": code, **blank, **more}


def page_of(user: User) -> Place:
    return Place(fiscal_year=YEAR, region=user.mof_div_code, catalog=VALUES, insurance_type="1101", basis="actual")


def explain_all(sides: BothSides, *, user: User, how: Sequence[str]) -> None:
    """Explain what is noticed, warning by warning, as drawn: as the figures stand, as they stood, or not at all."""
    store, place = sides.store, page_of(user)
    where = Where(fiscal_year=YEAR, region=place.region, pages=place.pages)
    with store.read() as connection:
        found = warned_rows(connection, schema=store.schema, catalog=store.schema.catalog(VALUES), where=where)
    soft = [one for one in found if one.rule.severity is not Severity.ERROR]
    rows: Rows = []
    for n, one in enumerate(soft):
        way = how[n % len(how)]
        if way == "none":
            continue
        rows.append(
            {
                "id": new_id(),
                "fiscal_year": YEAR,
                "mof_div_code": place.region,
                "value_catalog": VALUES,
                "insurance_type": "1101",
                "basis": "actual",
                "cell": "",
                "rule": one.rule.code,
                "text": "" if way == "blank" else "按业务系统实际数",
                "value_id": one.row_id,
                "given": given_text(one.warned) if way != "before" else "[]",
            }
        )
    if rows:
        desk, central = sides.insert("explanation", rows, user=user)
        assert desk == central


def fill_in(sides: BothSides, *, user: User, figures: Sequence[int], odd_ones: Sequence[dict[str, Any]] = ()) -> None:
    """Fill in figures by CODES, and odd rows beside them; both sides say the same of each."""
    rows = [row_of(code, user=user, value=value * UNIT) for code, value in zip(CODES, figures, strict=True)]
    rows += [{**row_of("GL0201", user=user, period=f"q{n}"), **one} for n, one in enumerate(odd_ones, 1)]
    desk, central = sides.insert(VALUES, rows, user=user)
    assert desk == central


def submit(sides: BothSides, *, user: User, place: Place | None = None) -> str:
    """Submit; both sides say the same, of which the rule is returned."""
    desk, central = sides.submit(place or page_of(user), user=user)
    assert desk == central
    return desk[0]


@settings(max_examples=120, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(data=st.data())
def test_desk_and_central_say_the_same_of_figures(sides: BothSides, data: st.DataObject) -> None:
    province, taken = data.draw(st.sampled_from(((PLAIN, 0), (PLAIN, 0), (PLAIN, 0), (PACKED, 2), (PACKED, 1))))
    user = sides.county(province=province, taken=taken)
    figures = [*data.draw(sums), data.draw(st.sampled_from((16, 31)))]
    for n, value in data.draw(st.dictionaries(st.sampled_from(range(len(CODES))), counted, max_size=2)).items():
        figures[n] = value
    if last := data.draw(st.sampled_from((0, 60, 100, 500))):
        sides.put(VALUES, [row_of("GL0101", user=user, fiscal_year=YEAR - 1, value=last * UNIT)])
    if data.draw(st.sampled_from((False, False, False, True))):  # a bound was narrowed since
        sides.put(VALUES, [row_of("GL0201", user=user, period="q4", value=901 * UNIT)])
    fill_in(sides, user=user, figures=figures, odd_ones=data.draw(st.lists(odd, max_size=3, unique_by=str)))
    explain_all(sides, user=user, how=data.draw(st.lists(explained, min_size=1, max_size=4)))
    reviewer = person(user.mof_div_code, role=Role.REVIEWER)
    above = person(PLAIN, role=Role.OPERATOR, level=Level.PROVINCE)
    who = data.draw(st.sampled_from((user,) * 8 + (reviewer, above)))
    desk, central = sides.submit(page_of(user), user=who)
    assert desk == central
    event(desk[0] or "accepted")
    late, then = sides.insert(VALUES, [row_of("GL0207", user=user, period="q3", value=15 * UNIT)], user=user)
    assert [rule for rule, _ in late] == [rule for rule, _ in then] == ["" if desk[0] else "flow.locked"]


@settings(max_examples=40, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
@given(wanted=st.one_of(weights, st.just([40, 40, 20]), st.just([100, 0, None])))
def test_desk_and_central_say_the_same_of_weights(sides: BothSides, wanted: list[int | None]) -> None:
    user = sides.county()
    place = {"fiscal_year": YEAR, "mof_div_code": user.mof_div_code, "insurance_type": "1101", "item": "weight"}
    empty = {"is_not_applicable": False, "remark": ""}
    rows = [
        {"id": new_id(), **place, "indicator": f"10101{n}", "value": None if one is None else one * UNIT, **empty}
        for n, one in enumerate(wanted)
    ]
    desk, central = sides.insert(TARGETS, rows, user=user)
    assert desk == central
    told = submit(sides, user=user, place=replace(page_of(user), catalog=TARGETS, basis=""))
    kept = [one or 0 for one, (rule, _) in zip(wanted, desk, strict=True) if not rule]
    is_full = sum(kept) == WHOLE and all(0 <= one <= WHOLE for one in kept)
    assert told == ("flow.errors" if not kept else "" if is_full else "sheet.sum")


@pytest.mark.parametrize(
    ("figures", "how", "rule"),
    [
        (SOUND, "none", ""),
        ((100, 60, 30, 90, 16), "now", "flow.errors"),
        ((100, 60, 40, 101, 16), "none", "flow.unexplained"),
        ((100, 60, 40, 101, 16), "before", "flow.unexplained"),
        ((100, 60, 40, 101, 16), "blank", "flow.unexplained"),
        ((100, 60, 40, 101, 31), "now", ""),
    ],
)
def test_each_kind_of_verdict(sides: BothSides, figures: tuple[int, ...], how: str, rule: str) -> None:
    user = sides.county()
    fill_in(sides, user=user, figures=figures)
    explain_all(sides, user=user, how=(how,))
    assert submit(sides, user=user) == rule


@pytest.mark.parametrize(("taken", "rule"), [(0, "pack.stale"), (1, "pack.stale"), (2, "")])
def test_a_stale_pack(sides: BothSides, taken: int, rule: str) -> None:
    user = sides.county(province=PACKED, taken=taken)
    fill_in(sides, user=user, figures=SOUND)
    assert submit(sides, user=user) == rule


def test_nothing_filled_in_and_the_wrong_person(sides: BothSides) -> None:
    user = sides.county()
    assert submit(sides, user=user) == "flow.errors"
    fill_in(sides, user=user, figures=SOUND)
    page = page_of(user)
    assert submit(sides, user=person(user.mof_div_code, role=Role.REVIEWER), place=page) == "rights"
    assert submit(sides, user=sides.county(), place=page) == "rights"
