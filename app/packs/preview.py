"""What taking a pack means here: its changes beside the last one taken, effects on own rows and values, orphans."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from app.lookup import Lookup
from app.packs.difference import CHANGED, DISABLED, NEW, REMOVED, Difference, RowChange, difference
from app.packs.documents import DOWN, PackRow, pack_name
from app.packs.facts import pack_rows, series, taken_packs
from app.packs.judging import Document, judge_documents
from app.packs.orphans import Orphan, find_orphans
from app.packs.taking import receipt_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.fields import Reference
    from app.people import User
    from app.tables import Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """One thing of one's own that a pack touches: rows of `catalog`, of which `row_id` is the first ('' for none)."""

    catalog: str
    label: str
    row_id: str
    code: str
    name: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What taking a pack means. `base`: the pack it is compared with, '' for none; `why_not`: why it is not taken.

    Of a report, `rows` are shown as they are and there is no difference.
    """

    pack: Mapping[str, Any]
    base: str
    difference: Difference
    rows: tuple[PackRow, ...]
    effects: tuple[Effect, ...]
    orphans: tuple[Orphan, ...]
    why_not: str

    @property
    def sentence(self) -> str:
        """The whole as one sentence."""
        if self.pack["direction"] != DOWN:
            return f"{pack_name(self.pack)}，共 {len(self.rows):,} 行。"
        beside = f"与{self.base}相比" if self.base else "第一次接收"
        own = f"；影响本级 {len(self.effects):,} 处" if self.effects else "；不影响本级已有的数据"
        lost = f"，孤儿 {len(self.orphans):,} 处" if self.orphans else ""
        return f"{pack_name(self.pack)}，{beside}：{self.difference.sentence}{own}{lost}。"


def preview(connection: Connection, *, schema: Schema, user: User, pack: Mapping[str, Any]) -> Preview:
    """Return what taking a pack would mean for a person's region; nothing is written."""
    rows = tuple(pack_rows(connection, schema=schema, pack=pack).values())
    catalog = next((one for one in schema.catalogs if one.name == pack["table_name"]), None)
    is_difference = pack["direction"] == DOWN and catalog is not None
    base = _base(connection, schema=schema, user=user, pack=pack) if is_difference else None
    changes, effects, orphans = Difference(), tuple[Effect, ...](), tuple[Orphan, ...]()
    if catalog is not None and is_difference:
        before = pack_rows(connection, schema=schema, pack=base).values() if base else ()
        changes = difference(catalog, before=before, after=rows)
        year = int(pack["fiscal_year"])
        if pack["mof_div_code"] != user.mof_div_code:
            own = (year, user.mof_div_code)
            effects = tuple(_effects(catalog, changes=changes, place=own, connection=connection, schema=schema))
        orphans = tuple(find_orphans(connection, schema=schema, user=user, fiscal_year=year, catalogs=(catalog.name,)))
    return Preview(
        pack=pack,
        base=f"第 {base['number']} 号" if base else "",
        difference=changes,
        rows=rows,
        effects=effects,
        orphans=orphans,
        why_not=_why_not(connection, schema=schema, user=user, pack=pack),
    )


def _base(connection: Connection, *, schema: Schema, user: User, pack: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return what a pack is compared with: the last before it that one's region took, of one's own the one before."""
    earlier = [one for one in series(connection, schema=schema, pack=pack) if one["number"] < pack["number"]]
    if pack["mof_div_code"] != user.mof_div_code:
        taken = taken_packs(connection, schema=schema, receiver=user.mof_div_code)
        earlier = [one for one in earlier if one["id"] in taken]
    return earlier[-1] if earlier else None


def _why_not(connection: Connection, *, schema: Schema, user: User, pack: Mapping[str, Any]) -> str:
    row_id, values = receipt_of(pack, receiver=user.mof_div_code)
    if str(pack["id"]) in taken_packs(connection, schema=schema, receiver=user.mof_div_code):
        return "已经接收"
    document = Document(row_id=row_id, values=values)
    lookup = Lookup(connection, schema=schema)
    judge_documents(schema.catalog("pack_receipt"), documents=[document], user=user, lookup=lookup)
    return document.problem.text if document.problem else ""


def _effects(
    catalog: Catalog, *, changes: Difference, place: tuple[int, str], connection: Connection, schema: Schema
) -> Iterator[Effect]:
    """Yield what hangs on rows that change: one's own refinements, values filled in, other rows that name them."""
    touched = {one.code: one for one in changes.of(CHANGED, DISABLED, REMOVED)}
    lost = {code: one for code, one in touched.items() if one.kind != CHANGED}
    for other in schema.catalogs:
        for field in other.references:
            if field.to != catalog.name or other.is_document:
                continue
            is_value = other.sheet is not None and other.sheet.rows == field.name
            is_own = other.name == catalog.name
            wanted = touched if is_value or is_own else lost
            found = _named(connection, schema=schema, other=other, field=field, place=place, codes=wanted)
            for code, ids in found.items():
                yield _effect(other, change=wanted[code], ids=ids, is_own=is_own, is_value=is_value)
            if is_value:
                yield from _to_fill_in(other, changes=changes)


def _named(
    connection: Connection,
    *,
    schema: Schema,
    other: Catalog,
    field: Reference,
    place: tuple[int, str],
    codes: Mapping[str, RowChange],
) -> dict[str, list[str]]:
    """Return the ids of one's own rows that name these codes, by code."""
    table, found = schema.rows[other.name], dict[str, list[str]]()
    if not codes:
        return found
    named = table.c[field.name]
    wanted = select(named, table.c.id).where(
        table.c.fiscal_year == place[0],
        table.c.mof_div_code == place[1],
        table.c.is_deleted.is_(False),
        named != "",
    )
    for value, row_id in connection.execute(wanted.order_by(named, table.c.id)):
        for code in field.codes(value):
            if code in codes:
                found.setdefault(code, []).append(str(row_id))
    return found


def _effect(other: Catalog, *, change: RowChange, ids: list[str], is_own: bool, is_value: bool) -> Effect:
    done = {CHANGED: f"有变更（{change.words}）", DISABLED: "已停用", REMOVED: "已删除"}[change.kind]
    if is_own:
        words = f"本级在它下面细化的 {len(ids):,} 行，上级{done}"
    elif is_value:
        words = f"已填的 {len(ids):,} 个数，这一项{done}，请核对"
    else:
        words = f"有 {len(ids):,} 行用到它，{done}"
    return Effect(catalog=other.name, label=other.label, row_id=ids[0], code=change.code, name=change.name, words=words)


def _to_fill_in(other: Catalog, *, changes: Difference) -> Iterator[Effect]:
    """Yield what is new to be filled in; of a first pack all is new, which nobody needs to be told one by one."""
    new = changes.of(NEW)
    for one in new if len(new) < changes.unchanged else ():
        yield Effect(
            catalog=other.name, label=other.label, row_id="", code=one.code, name=one.name, words="新增的项目，需要填报"
        )
