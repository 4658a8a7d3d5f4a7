"""The matrix of authority: catalog x level x role x action, at the desk and at the central, beside what was agreed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from app.catalogs import CATALOGS
from app.flow.record import is_filled_in
from app.people import Role
from app.store import open_store
from tests.authority_desk import LEVELS, Desk, fill, people
from tests.authority_doc import PAGE, TABLE, page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.catalog import Catalog
    from app.people import User
    from tests.authority_desk import MoveTried

LEVEL_WORDS = {level.name.lower(): level for level in LEVELS.values()}
ROLE_WORDS = {
    **{role.value: (role,) for role in Role},
    "desk": (Role.OPERATOR, Role.ADMINISTRATOR),
    "finance": (Role.OPERATOR, Role.REVIEWER, Role.ADMINISTRATOR),
    "all": tuple(Role),
}
Granted = dict[str, dict[str, set[str]]]
"""Catalog → person's code → words."""


@dataclass(slots=True)
class Found:
    """What the two sides said, reasons by catalog, person and word ('' where it goes)."""

    desk: dict[tuple[str, str, str], str] = field(default_factory=dict)
    central: dict[tuple[str, str, str], str] = field(default_factory=dict)
    moves: dict[str, list[MoveTried]] = field(default_factory=dict)


def agreed() -> Granted:
    """Return the table written by hand, for every person."""
    granted: Granted = {}
    name = ""
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            name = line.strip("[]")
            granted[name] = {user.code: set() for user in people()}
        elif line and not line.startswith("#"):
            levels, roles, words = (part.split() for part in line.split("|"))
            for user in people():
                at_level = levels == ["all"] or user.level in {LEVEL_WORDS[one] for one in levels}
                if at_level and any(user.role in ROLE_WORDS[one] for one in roles):
                    granted[name][user.code] |= set(words)
    return granted


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Found]:
    store = open_store(tmp_path_factory.mktemp("authority") / "store.db", catalogs=CATALOGS)
    fill(store)
    made = Found()
    with store.write() as connection:
        desk = Desk(connection, schema=store.schema)
        for catalog in CATALOGS:
            for user in people():
                _ask(made, desk, catalog=catalog, user=user)
            if is_filled_in(catalog):
                made.moves[catalog.name] = list(desk.moves(list(people()), catalog=catalog))
    yield made
    store.close()


def _ask(made: Found, desk: Desk, *, catalog: Catalog, user: User) -> None:
    sides = (
        (made.desk, desk.seen_at_desk, desk.edits_at_desk, desk.packs_at_desk),
        (made.central, desk.seen_at_central, desk.edits_at_central, desk.packs_at_central),
    )
    for said, seen, edits, packs in sides:
        reasons = seen(user, catalog=catalog) | edits(user, catalog=catalog) | packs(user, catalog=catalog)
        said |= {(catalog.name, user.code, word): reason for word, reason in reasons.items()}


def granted_by(said: dict[tuple[str, str, str], str]) -> Granted:
    """Return what goes, of reasons."""
    made: Granted = {catalog.name: {user.code: set() for user in people()} for catalog in CATALOGS}
    for (catalog, person, word), reason in said.items():
        if not reason:
            made[catalog][person].add(word)
    return made


def possible(found: Found) -> dict[str, set[str]]:
    """Return the words that are tried in each catalog."""
    made: dict[str, set[str]] = {catalog.name: set() for catalog in CATALOGS}
    for catalog, _, word in (*found.desk, *found.central):
        made[catalog].add(word)
    for catalog, moves in found.moves.items():
        made[catalog] |= {one.word for one in moves}
    return made


def tried(found: Found, *, catalog: str, person: str) -> set[str]:
    """Return what this person can try at all: a ministry has nobody above it."""
    words = {word for name, code, word in found.desk if (name, code) == (catalog, person)}
    words |= {one.word for one in found.moves.get(catalog, ()) if one.person == person}
    return words


def test_the_table_names_every_catalog_and_only_what_can_be_tried(found: Found) -> None:
    table, words = agreed(), possible(found)
    assert list(table) == [catalog.name for catalog in CATALOGS]
    for catalog, granted in table.items():
        assert set.union(*granted.values()) <= words[catalog], catalog


@pytest.mark.parametrize("catalog", [catalog.name for catalog in CATALOGS])
def test_desk_and_central_grant_what_the_table_says(found: Found, catalog: str) -> None:
    table = agreed()[catalog]
    desk, central = granted_by(found.desk)[catalog], granted_by(found.central)[catalog]
    for one in found.moves.get(catalog, ()):
        if not one.desk:
            desk[one.person].add(one.word)
    for user in people():
        moves = {one.word for one in found.moves.get(catalog, ())}
        can = tried(found, catalog=catalog, person=user.code)
        expected = {word for word in table[user.code] if word in can}
        assert desk[user.code] == expected, (catalog, user.code)
        assert central[user.code] == expected - moves, (catalog, user.code)


def test_every_refusal_has_a_sentence_on_both_sides(found: Found) -> None:
    for key, reason in found.desk.items():
        assert bool(reason) is bool(found.central[key]), (key, reason, found.central[key])
        assert len(reason) != 1
    assert len(found.desk) > 5_000


@pytest.mark.parametrize("catalog", [catalog.name for catalog in CATALOGS if is_filled_in(catalog)])
def test_the_central_takes_the_moves_that_a_desk_offers_and_no_others(found: Found, catalog: str) -> None:
    """On the wire a move is a change of state: it goes where a way of offered moves leads there."""
    offered = {(one.person, one.where, one.source, one.target) for one in found.moves[catalog] if not one.desk}
    for one in found.moves[catalog]:
        reached, grown = {one.source}, True
        while grown:
            steps = {to for who, where, at, to in offered if (who, where) == (one.person, one.where) and at in reached}
            grown = not steps <= reached
            reached |= steps
        assert (not one.central) is (one.target in reached), one


def test_the_page_of_the_documentation_is_the_table() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()
