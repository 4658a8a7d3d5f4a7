"""What is derived for to-dos: due dates from tasks, the board, reminders, the month; also for any tasks and regions."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from hypothesis import given
from hypothesis import strategies as st

from app.catalogs.message import LONGEST_TEXT
from app.flow.board import BoardLine
from app.flow.deadlines import Task, task_of
from app.flow.record import Place
from app.todo.board import Wanted, Word, build_board, in_tree_order, text_of, word_of
from app.todo.calendar import months_on, weeks_of
from app.todo.reading import Labels
from app.todo.reminding import LIST, TEXT, write_reminders
from tests.support import CITY, COUNTY, OPERATOR, OTHER_COUNTY, PROVINCE, YEAR

if TYPE_CHECKING:
    import random

TODAY = date(YEAR, 11, 20)
LABELS = Labels(
    catalogs={"management_value": "管理参数", "actuarial_value": "精算参数"},
    bases={"estimate": "预计", "actual": "实际"},
    types={"1101": "企业养老", "1102": "居民养老"},
)
STATES = ("filling", "submitted", "reviewed", "reported", "filed")


def place(region: str = COUNTY, kind: str = "1101", basis: str = "estimate") -> Place:
    return Place(fiscal_year=YEAR, region=region, catalog="management_value", insurance_type=kind, basis=basis)


def line(where: Place | None = None, **more: object) -> BoardLine:
    known: dict[str, Any] = {
        "place": where or place(),
        "region_name": "海曙区",
        "state": "filling",
        "filled": 0,
        "asked": 3,
        "due_date": None,
        "is_late": False,
        "is_returned": False,
        "opinion": "",
        "moved_by": "",
        "moved_at": "",
        "level": 4,
        "parent": CITY,
    }
    return BoardLine(**{**known, **more})


def task(owner: str = PROVINCE, due: date = TODAY, **more: object) -> Task:
    known: dict[str, Any] = {"catalog": "management_value", "levels": frozenset({4}), "row_id": "1", "name": "报"}
    return Task(owner=owner, due_date=due, **{**known, **more})


def test_the_closest_task_of_an_owner_and_the_earliest_of_different_owners() -> None:
    whole = task(due=date(YEAR, 12, 31))
    close = task(due=date(YEAR + 1, 1, 15), insurance_type="1101")
    assert task_of([whole, close], place=place(), level=4) is close
    assert task_of([whole, close], place=place(kind="1102"), level=4) is whole
    city = task(CITY, date(YEAR, 12, 20))
    assert task_of([whole, city], place=place(), level=4) is city
    later = task(CITY, date(YEAR + 1, 6, 1))
    assert task_of([whole, later], place=place(), level=4) is whole
    assert task_of([whole], place=place(), level=3) is None
    assert task_of([task(basis="actual")], place=place(), level=4) is None


TASKS = st.lists(
    st.builds(
        task,
        owner=st.sampled_from([PROVINCE, CITY]),
        due=st.dates(date(2026, 1, 1), date(2027, 12, 31)),
        insurance_type=st.sampled_from(["", "1101", "1102"]),
        basis=st.sampled_from(["", "estimate", "actual"]),
        catalog=st.sampled_from(["", "management_value", "actuarial_value"]),
        levels=st.frozensets(st.sampled_from([2, 3, 4])),
    ),
    max_size=8,
)


@given(TASKS, st.sampled_from([2, 3, 4]), st.randoms())
def test_any_tasks_give_one_date_whatever_their_order(tasks: list[Task], level: int, order: random.Random) -> None:
    found = task_of(tasks, place=place(), level=level)
    fitting = [one for one in tasks if one.covers(place(), level=level)]
    assert (found is None) == (not fitting)
    mixed = list(tasks)
    order.shuffle(mixed)
    again = task_of(mixed, place=place(), level=level)
    assert (found and found.due_date) == (again and again.due_date)
    if found:
        mine = [one for one in fitting if one.owner == found.owner]
        assert found.precision == max(one.precision for one in mine)
        for owner in {one.owner for one in fitting}:
            best = max(one.precision for one in fitting if one.owner == owner)
            dates = [one.due_date for one in fitting if one.owner == owner and one.precision == best]
            assert found.due_date <= min(dates)


def test_words_of_the_board() -> None:
    late = line(is_late=True, is_returned=True, days_late=3)
    assert (word_of(late), text_of(late)) == (Word.LATE, "逾期 3 天")
    assert text_of(line(is_returned=True)) == "退回"
    assert [text_of(line()), text_of(line(filled=1))] == ["未填报", "填报中"]
    assert [text_of(line(state=state)) for state in STATES[1:]] == ["已送审", "已审核", "已上报", "已备案"]


LINES = st.lists(
    st.builds(
        line,
        where=st.builds(
            place,
            region=st.sampled_from([PROVINCE, CITY, COUNTY, OTHER_COUNTY]),
            kind=st.sampled_from(["1101", "1102"]),
            basis=st.sampled_from(["estimate", "actual"]),
        ),
        state=st.sampled_from(STATES),
        filled=st.integers(0, 3),
        is_returned=st.booleans(),
        is_late=st.booleans(),
        level=st.sampled_from([2, 3, 4]),
    ),
    max_size=20,
    unique_by=lambda one: one.place,
)


@given(LINES, st.sampled_from([0, 2, 3, 4]), st.none() | st.sampled_from(list(Word)))
def test_a_board_has_every_wanted_page_once(lines: list[BoardLine], level: int, word: Word | None) -> None:
    wanted = Wanted(level=level, only_open=level == 0, word=word)
    board = build_board(lines, labels=LABELS, wanted=wanted)
    shown = [
        (row.region, column, cell) for row in board.rows for column, cell in zip(board.columns, row.cells, strict=True)
    ]
    cells = [cell for _, _, cell in shown if cell]
    assert sorted(map(id, cells)) == sorted(id(one) for one in lines if wanted.takes(one))
    for region, column, cell in shown:
        if cell:
            assert (cell.place.region, cell.place.insurance_type, cell.place.basis) == (
                region,
                column.insurance_type,
                column.basis,
            )
    assert sum(board.counts.values()) == len(cells)
    assert all(any(row.cells) for row in board.rows)


@given(st.dictionaries(st.sampled_from("abcdefg"), st.sampled_from("abcdefgh")))
def test_the_order_of_the_tree_loses_nobody(parents: dict[str, str]) -> None:
    order = in_tree_order(parents)
    assert sorted(code for code, _ in order) == sorted(parents)
    depth = dict(order)
    place_in = {code: n for n, (code, _) in enumerate(order)}
    for code, parent in parents.items():
        if depth[code]:
            assert place_in[parent] < place_in[code]


def test_regions_stand_below_those_they_report_to() -> None:
    parents = {COUNTY: CITY, CITY: PROVINCE, OTHER_COUNTY: PROVINCE, PROVINCE: "109900000"}
    assert in_tree_order(parents) == [(PROVINCE, 0), (CITY, 1), (COUNTY, 2), (OTHER_COUNTY, 1)]


@given(LINES, st.text(max_size=2 * LONGEST_TEXT) | st.just(TEXT))
def test_reminders_go_once_to_each_region_below_that_has_something_open(lines: list[BoardLine], text: str) -> None:
    found = write_reminders(lines, user=OPERATOR, fiscal_year=YEAR, labels=LABELS, text=text)
    regions = [draft.region for draft in found.drafts]
    meant = [one for one in lines if word_of(one).is_open and one.place.region != COUNTY]
    assert sorted(regions) == sorted({one.place.region for one in meant})
    assert found.passed_over == len(lines) - len(meant)
    if len(text.replace(LIST, "")) < LONGEST_TEXT // 2:
        assert all(len(draft.body) <= LONGEST_TEXT for draft in found.drafts)


def test_what_a_reminder_says() -> None:
    pages = [line(place(OTHER_COUNTY), region_name="鄞州区", due_date=TODAY, is_late=True, days_late=2)]
    (draft,) = write_reminders(pages, user=OPERATOR, fiscal_year=YEAR, labels=LABELS).drafts
    assert (draft.title, draft.insurance_type, draft.basis) == ("2026年度填报催报", "1101", "estimate")
    assert draft.body == (
        "鄞州区：2026年度还有 1 张填报表没有送审，截止日期 2026-11-20，请尽快填报并送审。\n"
        "管理参数 · 预计 · 企业养老（逾期 2 天）"
    )
    pages.append(line(place(OTHER_COUNTY, "1102"), region_name="鄞州区"))
    (draft,) = write_reminders(pages, user=OPERATOR, fiscal_year=YEAR, labels=LABELS).drafts
    assert (draft.catalog, draft.basis, draft.insurance_type) == ("management_value", "estimate", "")


@given(st.dates(date(1, 1, 1), date(9999, 11, 30)), st.integers(-30, 30))
def test_months(day: date, months: int) -> None:
    found = months_on(day, months=months)
    assert found.day == 1
    steps = (found.year - day.year) * 12 + found.month - day.month
    assert steps == months or found in (date(1, 1, 1), date(9999, 12, 1))


@given(st.integers(1901, 2999), st.integers(1, 12))
def test_weeks_hold_each_day_of_the_month_once_from_monday(year: int, month: int) -> None:
    weeks = weeks_of(year, month)
    days = [day for week in weeks for day in week]
    assert {len(week) for week in weeks} == {7}
    assert weeks[0][0].weekday() == 0
    assert all(after - before == timedelta(days=1) for before, after in pairwise(days))
    assert date(year, month, 1) in weeks[0]
