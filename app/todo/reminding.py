"""催报: one message for each region about the pages that it has yet to submit, with a text that can be edited."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from app.catalogs.message import LONGEST_TEXT
from app.people import Role
from app.todo.board import text_of, word_of
from app.todo.messages import Draft, send_messages

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.flow.board import BoardLine
    from app.people import User
    from app.store import Store
    from app.todo.reading import Labels
    from app.unit_of_work import Outcome

PLACE, YEAR, COUNT, LIST, DUE = "【地区】", "【年度】", "【张数】", "【清单】", "【截止日期】"
BLANKS = (PLACE, YEAR, COUNT, LIST, DUE)
"""Words of a text that are filled in for each region."""
TEXT = f"{PLACE}：{YEAR}年度还有 {COUNT} 张填报表没有送审，截止日期 {DUE}，请尽快填报并送审。\n{LIST}"
TITLE = f"{YEAR}年度填报催报"
LISTED = 12


@dataclass(slots=True, kw_only=True)
class Reminders:
    """What would be sent, by region; `passed_over`: chosen pages that were submitted already, or are one's own."""

    fiscal_year: int
    drafts: list[Draft] = field(default_factory=list)
    passed_over: int = 0


def write_reminders(
    lines: Iterable[BoardLine], *, user: User, fiscal_year: int, labels: Labels, text: str = TEXT
) -> Reminders:
    """Return a draft for each region below about the pages of `lines` that it has yet to submit. Pure."""
    found = Reminders(fiscal_year=fiscal_year)
    by_region: dict[str, list[BoardLine]] = {}
    for line in lines:
        if word_of(line).is_open and line.place.region != user.mof_div_code:
            by_region.setdefault(line.place.region, []).append(line)
        else:
            found.passed_over += 1
    found.drafts = [
        _draft(region, lines=pages, fiscal_year=fiscal_year, labels=labels, text=text)
        for region, pages in by_region.items()
    ]
    return found


def send_reminders(store: Store, *, user: User, reminders: Reminders) -> Outcome:
    """Put the drafts into the queue, all or none."""
    return send_messages(store, user=user, fiscal_year=reminders.fiscal_year, drafts=reminders.drafts)


def _draft(region: str, *, lines: Sequence[BoardLine], fiscal_year: int, labels: Labels, text: str) -> Draft:
    places = [line.place for line in lines]
    catalogs, bases, types = (
        {place.catalog for place in places},
        {place.basis for place in places},
        {place.insurance_type for place in places},
    )
    is_one_table = len(catalogs) == len(bases) == 1
    return Draft(
        region=region,
        kind="remind",
        to_role=Role.OPERATOR.value,
        title=fill_in(TITLE, lines=lines, fiscal_year=fiscal_year, labels=labels),
        body=fill_in(text, lines=lines, fiscal_year=fiscal_year, labels=labels),
        catalog=places[0].catalog if len(catalogs) == 1 else "",
        basis=places[0].basis if is_one_table else "",
        insurance_type=places[0].insurance_type if is_one_table and len(types) == 1 else "",
    )


def fill_in(text: str, *, lines: Sequence[BoardLine], fiscal_year: int, labels: Labels) -> str:
    """Return a text with its blanks filled in for one region; too long a list ends in 等."""
    dates = sorted({line.due_date.isoformat() for line in lines if line.due_date})
    known = {
        PLACE: lines[0].region_name or lines[0].place.region,
        YEAR: str(fiscal_year),
        COUNT: f"{len(lines):,}",
        DUE: dates[0] if dates else "未定",
    }
    for blank, value in known.items():
        text = text.replace(blank, value)
    listed = _list(lines, labels=labels, room=LONGEST_TEXT - len(text.replace(LIST, "")))
    return text.replace(LIST, listed)


def _list(lines: Sequence[BoardLine], *, labels: Labels, room: int) -> str:
    told = [f"{labels.page(line.place)}（{text_of(line)}）" for line in lines]
    shown = told[:LISTED]
    while shown and len("；".join(shown)) + 20 > room:
        shown.pop()
    rest = len(told) - len(shown)
    return "；".join(shown) + (f"；等共 {len(told):,} 张" if rest and shown else "")
