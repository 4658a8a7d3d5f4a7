"""The modules of clauses 1.1-1.9 in the officers' order, derived from the declarations, and the tools beside them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from app.rights import may_read

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.catalog import Catalog
    from app.people import User
    from ui.tools.registry import Tool

HOME = "home"
"""Name of the first page, which belongs to no catalog."""
DESK, FILL_IN, BASE = "工作台", "填报", "基础信息"
GROUPS = {"1.2": "基金统筹区", "1.3": "社会保险险种", "1.6": "账户与流水"}
"""Headings of clauses with more than one page; others are called as their first catalog."""
ICONS = {
    "1.1": "region",
    "1.2": "pooling",
    "1.3": "insurance",
    "1.4": "budget",
    "1.5": "accounting",
    "1.6": "account",
    "1.7": "indicator",
    "1.8": "actuarial",
    "1.9": "parameter",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A line of the navigation: a page (`name`), or a group of such (`children`); the first page is in no tab."""

    label: str
    name: str = ""
    icon: str = "catalog"
    about: str = ""
    children: tuple[Entry, ...] = ()
    is_tab: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A heading with its lines."""

    label: str
    entries: tuple[Entry, ...]


def home_section(tools: Iterable[Tool] = ()) -> Section:
    """Return the heading with the first page and the tools beside it."""
    about = "等我处理的事项、填报进度、主要指标和上次做到哪里"
    entry = Entry(label="首页", name=HOME, icon="home", about=about, is_tab=False)
    return Section(label=DESK, entries=(entry, *_tools(tools, beside=DESK)))


def sections_of(catalogs: Iterable[Catalog], *, tools: Iterable[Tool] = ()) -> tuple[Section, ...]:
    """Return the sections: value tables to fill in (latest clause first), then the base data by clause.

    Tools stand after the catalogs of the section or clause that they name.
    """
    pages = (catalog for catalog in catalogs if not catalog.is_document)
    ordered, tools = sorted(pages, key=lambda catalog: _clause(catalog.clause)), tuple(tools)
    fill_in = [_entry(catalog, icon="fill-in") for catalog in reversed(ordered) if catalog.sheet]
    fill_in += [_entry(catalog, icon="fill-in") for catalog in ordered if _is_about_filling_in(catalog)]
    fill_in += _tools(tools, beside=FILL_IN)
    base = [catalog for catalog in ordered if not catalog.sheet and not _is_about_filling_in(catalog)]
    grouped = groupby(base, key=lambda catalog: catalog.clause)
    entries = [_of_clause(clause, list(members), tools=tools) for clause, members in grouped]
    sections = (Section(label=FILL_IN, entries=tuple(fill_in)), Section(label=BASE, entries=tuple(entries)))
    return tuple(section for section in sections if section.entries)


def hidden_pages(user: User, *, catalogs: Iterable[Catalog], tools: Iterable[Tool]) -> frozenset[str]:
    """Return the pages of which the person's role sees nothing: catalogs, and tools beside nothing else (SPEC 1)."""
    known = tuple(catalogs)
    hidden = {one.name for one in known if may_read(user, catalog=one)}
    clauses = {one.clause for one in known} - {one.clause for one in known if one.name not in hidden}
    return frozenset(hidden | {tool.name for tool in tools if tool.beside in clauses or tool.of in hidden})


def _is_about_filling_in(catalog: Catalog) -> bool:
    """Say whether a catalog's rows name the value table that they are about: records, tasks, messages."""
    return "value_catalog" in catalog.by_name


def _of_clause(clause: str, catalogs: list[Catalog], *, tools: Iterable[Tool]) -> Entry:
    own, picture = _tools(tools, beside=clause, icon=""), ICONS.get(clause, "catalog")
    if len(catalogs) == 1 and not own:
        return _entry(catalogs[0], icon=picture)
    members = (*(_entry(catalog, icon="") for catalog in catalogs), *own)
    return Entry(label=GROUPS.get(clause, catalogs[0].label), icon=picture, children=members)


def _tools(tools: Iterable[Tool], *, beside: str, icon: str | None = None) -> list[Entry]:
    return [
        Entry(label=tool.label, name=tool.name, icon=tool.icon if icon is None else icon, about=tool.about)
        for tool in tools
        if tool.beside == beside
    ]


def _entry(catalog: Catalog, *, icon: str) -> Entry:
    return Entry(label=catalog.label, name=catalog.name, icon=icon, about=catalog.about)


def _clause(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(".") if part.isdigit())
