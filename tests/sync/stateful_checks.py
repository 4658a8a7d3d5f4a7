"""What must hold in every stateful history: while it runs, and when all is quiet (SYNC point 13)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import select

from app.row_state import LineState, RowState
from app.scope import visible
from sync.lines import state_of
from sync.row_sums import sum_between
from tests.sync.stateful_book import same, standing
from tests.sync.stateful_people import NEWER_FIELDS
from tests.sync.stateful_wire import OLD_PAGE
from tests.sync.stateful_world import DELETED

if TYPE_CHECKING:
    from app.catalog import Catalog
    from sync.lines import Line
    from tests.sync.stateful_world import World


def pending_edits_are_on_screen(world: World) -> None:
    """Every line that is not in conflict shows its values, and the row shows its state, where something was done."""
    for user in world.touched:
        schema = world.desks[user].store.schema
        for row_id, lines in world.all_lines(user).items():
            catalog = schema.catalog(lines[0].catalog)
            row = world.row(user, row_id, catalog=catalog.name)
            assert row, f"{user}: the row {row_id} of a pending edit is gone"
            shown = {name: pair[1] for line in lines if line.on_screen for name, pair in line.changes.items()}
            for name, value in shown.items():
                assert catalog.by_name[name].send(row[name]) == value, f"{user}: pending {name} is not on screen"
            assert row["state"] == state_of(line.state for line in lines), (user, lines, row["state"])
            if lines[-1].kind == "delete" and lines[-1].on_screen:
                assert row["is_deleted"], f"{user}: a deletion that waits is not on screen"
    world.touched.clear()


def rows_never_go_back(world: World) -> None:
    """No row of a desk becomes older than it was, whatever comes late or again."""
    for user in world.touched:
        found: dict[str, int] = {}
        with world.desks[user].store.read() as connection:
            for catalog in world.desks[user].store.schema.catalogs:
                found.update(map(tuple, connection.exec_driver_sql(f'SELECT id, version FROM "{catalog.name}"').all()))  # noqa: S608
        before = world.versions.get(user, {})
        older = {row_id: (before[row_id], now) for row_id, now in found.items() if now < before.get(row_id, 0)}
        assert not older, f"{user}: rows went back to older versions: {older}"
        world.versions[user] = found


def all_is_well_when_quiet(world: World) -> None:
    """After quiet: replicas equal the central, wishes are fulfilled or listed, books agree."""
    world.book.check()
    for user in world.users:
        _nothing_had_to_be_mended(world, user)
        lines = world.all_lines(user)
        for catalog in world.desks[user].store.schema.catalogs:
            _same_rows(world, user, catalog=catalog, lines=lines)
        _wishes_are_fulfilled_or_listed(world, user, lines=lines)


def _nothing_had_to_be_mended(world: World, user: str) -> None:
    """Repair is there for damage; what the sync itself does needs none, and the kept sums are those of the rows."""
    if OLD_PAGE not in world.wires[user].done:
        assert not world.repairs[user], f"{user} had to be mended: {world.repairs[user]}"
        assert not world.desks[user].recounts, f"{user}: the kept sums were wrong"
    with world.desks[user].store.read() as connection:
        kept = connection.exec_driver_sql('SELECT catalog, "count", "xor" FROM row_sum').all()  # strays too
        for name, *found in kept:
            counted = sum_between(connection, catalog=name, first="", last="")
            assert found == [counted.count, counted.xor], f"{user}: kept sum of {name} {found} is not {counted}"


def _extra_is_kept(mine: dict[str, Any], row: dict[str, Any], *, user: str, catalog: Catalog) -> None:
    """What a newer central knows and this program does not is kept with the row."""
    extra = msgspec.json.decode(mine["extra"]) if mine["extra"] else {}
    for name in NEWER_FIELDS.get(catalog.name, ()):
        if name not in catalog.by_name:
            assert same(extra.get(name), row[name]), f"{user}: {name} of a newer program is {extra.get(name)!r}"


def _same_rows(world: World, user: str, *, catalog: Catalog, lines: dict[str, list[Line]]) -> None:
    there, here = _seen_there(world, user, catalog=catalog), _here(world, user, catalog=catalog)
    assert set(there) <= set(here), f"{user} lacks rows of {catalog.name}: {set(there) - set(here)}"
    own = {row_id for row_id in here if row_id in lines}
    beyond = set(here) - set(there) - own
    assert not beyond, f"{user} has rows of {catalog.name} that are not the central's: {beyond}"
    for row_id, row in there.items():
        mine, held = here[row_id], _held(lines.get(row_id, []))
        for name in catalog.names:
            if name not in held:
                place = f"{user}: {name} of {catalog.name} {row_id}"
                assert same(mine[name], row[name]), f"{place} is {mine[name]!r} here, {row[name]!r} at the central"
        versions = (mine["version"], row["version"])
        assert versions[0] == versions[1], f"{user}: {catalog.name} {row_id} has versions {versions} here and there"
        _extra_is_kept(mine, row, user=user, catalog=catalog)
        if row_id not in lines:
            gone = (mine["is_deleted"], row["is_deleted"])
            assert gone[0] == gone[1], f"{user}: {catalog.name} {row_id} is deleted here {gone[0]}, there {gone[1]}"
            at_rest = mine["state"] in {RowState.SYNCED, RowState.MERGED}
            assert at_rest, f"{user}: {catalog.name} {row_id} shows state {mine['state']} and nothing waits"


def _held(lines: list[Line]) -> set[str]:
    """Return the fields that a person's waiting or refused values cover."""
    return {name for line in lines if line.on_screen for name in line.changes}


def _seen_there(world: World, user: str, *, catalog: Catalog) -> dict[str, dict[str, Any]]:
    """Return what the person should see of a catalog, by the central's own rule of sight."""
    schema, whole = world.central.schema, world.central.schema.catalog(catalog.name)
    table = schema.rows[catalog.name]
    seen = visible(table, schema=schema, catalog=whole, region=world.places[user])
    with world.central.database.read() as connection:
        found = connection.execute(select(table).where(seen)).mappings().all()
    return {row["id"]: _wire(whole, dict(row)) for row in found}


def _here(world: World, user: str, *, catalog: Catalog) -> dict[str, dict[str, Any]]:
    table = world.desks[user].store.schema.rows[catalog.name]
    with world.desks[user].store.read() as connection:
        found = connection.execute(select(table)).mappings().all()
    return {row["id"]: _wire(catalog, dict(row)) | {"state": row["state"], "extra": row["extra"]} for row in found}


def _wire(catalog: Catalog, row: dict[str, Any]) -> dict[str, Any]:
    sent = {one.name: one.send(row[one.name]) for one in catalog.columns}
    return sent | {"version": row["version"], "is_deleted": row["is_deleted"]}


def _wishes_are_fulfilled_or_listed(world: World, user: str, *, lines: dict[str, list[Line]]) -> None:
    stood, cells = world.book.stood, _cells_of_others(world, user)
    for (wished, name), value in world.wishes[user].items():
        row_id = wished if wished in lines else cells.get(wished, wished)
        wanted = [
            line.kind == "delete" if name == DELETED else _wants(line, name, value) for line in lines.get(row_id, [])
        ]
        never_there = name == DELETED and row_id not in world.book.catalogs
        done = never_there or (row_id, name, value) in stood or _blank(value)
        assert any(wanted) or done, f"{user}: the wish {name} = {value!r} for {row_id} is lost"


def _cells_of_others(world: World, user: str) -> dict[str, str]:
    """Return {row: other row} for cells of a sheet that this person filled in anew and somebody else had filled in.

    In a sheet the key is the cell: what was wished for one's own row is wished for the cell.
    """
    sheets = [one for one in world.central.schema.catalogs if one.sheet]
    taken = {
        (catalog.name, *(row[name] for name in catalog.key)): row["id"]
        for found, row in standing(world.central)
        for catalog in sheets
        if found == catalog.name and not row["is_deleted"]
    }
    wishes: dict[str, dict[str, Any]] = {}
    for (row_id, name), value in world.wishes[user].items():
        wishes.setdefault(row_id, {})[name] = value
    found = {
        row_id: taken.get((catalog.name, *(wish.get(name) for name in catalog.key)), row_id)
        for row_id, wish in wishes.items()
        for catalog in sheets
        if set(catalog.key) <= set(wish) and row_id not in world.book.catalogs
    }
    return {row_id: other for row_id, other in found.items() if other != row_id}


def _wants(line: Line, name: str, value: object) -> bool:
    return same(line.changes.get(name, [None, None])[1], value) and line.state != LineState.SENT


def _blank(value: object) -> bool:
    """A blank is what a new row has anyway; nothing is lost with it."""
    return value in (None, "", False) and not isinstance(value, int)
