"""The rule of a crosswalk: within one outside system a code means one thing of ours at a time (clause 1.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from sqlalchemy import select

from app.candidate import Problem
from app.lookup import chunks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from app.catalog import Catalog, OneMeaning
    from app.fields import Value
    from app.frame import Frame
    from app.lookup import Lookup

RULE = "meaning.two"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """What a row says: in which year a code means what, for whom and from when to when."""

    row_id: str
    year: int
    owner: str
    named: tuple[str, ...]
    means: str
    since: date
    until: date


def meaning_columns(catalog: Catalog, *, changed: Iterable[str]) -> tuple[str, ...]:
    """Return the columns that the rule reads of stored rows of which `changed` are set."""
    if catalog.meaning is None or set(changed).isdisjoint(_columns(catalog.meaning)):
        return ()
    return _columns(catalog.meaning)


def check_meanings(catalog: Catalog, *, meaning: OneMeaning, frame: Frame, lookup: Lookup) -> None:
    """Put a problem at each row that gives a code a second meaning at the same time, here or one level up or down."""
    touched = set(frame.touching_any(*_columns(meaning)))
    if not touched:
        return
    offered = {n: said for n in frame.places if (said := _offered(frame, n, meaning=meaning))}
    asked = {(said.year, said.named[-1]) for n, said in offered.items() if n in touched}
    stored = _stored(catalog, meaning=meaning, asked=asked, lookup=lookup)
    known: dict[tuple[int, tuple[str, ...]], list[_Said]] = {}
    replaced = set(frame.row_ids)
    for said in (*(one for one in stored if one.row_id not in replaced), *offered.values()):
        known.setdefault((said.year, said.named), []).append(said)
    for n in sorted(touched & set(offered)):
        said = offered[n]
        for other in known[said.year, said.named]:
            if _contradict(said, other, lookup=lookup):
                frame.add(n, _problem(catalog, meaning=meaning, said=said, other=other))
                break


def _columns(meaning: OneMeaning) -> tuple[str, ...]:
    return (*meaning.named_by, meaning.means, meaning.since, meaning.until, "is_enabled")


def _offered(frame: Frame, place: int, *, meaning: OneMeaning) -> _Said | None:
    row = {name: frame.columns[name][place] for name in _columns(meaning)}
    return _said(row, row_id=frame.row_ids[place], year=frame.years[place], owner=frame.owners[place], meaning=meaning)


def _stored(catalog: Catalog, *, meaning: OneMeaning, asked: set[tuple[int, str]], lookup: Lookup) -> Iterator[_Said]:
    table = lookup.schema.rows[catalog.name]
    names = ("id", "fiscal_year", "mof_div_code", *_columns(meaning))
    for year in sorted({year for year, _ in asked}):
        for part in chunks(sorted(code for one, code in asked if one == year)):
            found = lookup.connection.execute(
                select(*(table.c[name] for name in names)).where(
                    table.c.fiscal_year == year,
                    table.c[meaning.named_by[-1]].in_(part),
                    table.c.is_deleted.is_(False),
                )
            )
            for row in found.mappings():
                said = _said(
                    dict(row), row_id=str(row["id"]), year=year, owner=str(row["mof_div_code"]), meaning=meaning
                )
                if said:
                    yield said


def _said(row: Mapping[str, Value], *, row_id: str, year: int, owner: str, meaning: OneMeaning) -> _Said | None:
    """Return what a row says; None where it says nothing: switched off, or without a counterpart among ours."""
    means = str(row[meaning.means] or "")
    if not means or not row["is_enabled"]:
        return None
    since, until = row[meaning.since], row[meaning.until]
    return _Said(
        row_id=row_id,
        year=year,
        owner=owner,
        named=tuple(str(row[name] or "") for name in meaning.named_by),
        means=means,
        since=since if isinstance(since, date) else date.min,
        until=until if isinstance(until, date) else date.max,
    )


def _contradict(said: _Said, other: _Said, *, lookup: Lookup) -> bool:
    if said.row_id == other.row_id or said.means == other.means:
        return False
    if said.since > other.until or other.since > said.until:
        return False
    above = lookup.scope.is_below(fiscal_year=said.year, region=said.owner, top=other.owner)
    return above or lookup.scope.is_below(fiscal_year=said.year, region=other.owner, top=said.owner)


def _problem(catalog: Catalog, *, meaning: OneMeaning, said: _Said, other: _Said) -> Problem:
    fields = (catalog.by_name[name] for name in meaning.named_by)
    words = "、".join(f"{field.label} {field.show(part)}" for field, part in zip(fields, said.named, strict=True))
    what = catalog.by_name[meaning.means].label.removeprefix("对应")
    text = f"{words} 已对应{what}“{other.means}”，不能同时又对应“{said.means}”"
    return Problem(RULE, meaning.means, f"{text}；请先停用或改正其中一行")
