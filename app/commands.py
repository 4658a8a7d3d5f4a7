"""What a person does to rows: one function a user action, for window and command line alike (SPEC section 2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.candidate import Problem
from app.errors import NotFoundError, RowsError
from app.fields import Bad, Field, Value
from app.lookup import fetch_rows
from app.rows import Query, read_rows
from app.sheet import SheetContext, cell_edit
from app.unit_of_work import Edit, Outcome, Refusal, apply_edits

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.catalog import Catalog
    from app.people import User
    from app.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class CellEdit:
    """What was typed into one cell of a grid."""

    row_id: str
    field: str
    given: object


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetEdit:
    """What was typed into one cell of a sheet; `row_id` is '' where no value was kept yet."""

    code: str
    column: Value
    row_id: str
    given: object


def edit_cells(
    store: Store,
    *,
    user: User,
    catalog: Catalog,
    cells: Sequence[CellEdit],
    source: str = "hand",
    verb: str = "",
    by_cell: bool = False,
) -> Outcome:
    """Read and keep typed cells; good ones are kept even when others are refused (refusals name the cell's place).

    `verb`: the word for the action in its name, such as 粘贴. `by_cell`: a wrong cell holds back itself, not its row.
    """
    edits: list[Edit] = []
    places: list[int] = []
    refusals: list[Refusal] = []
    for place, cell in enumerate(cells):
        value = catalog.by_name[cell.field].read(cell.given)
        if isinstance(value, Bad):
            problem = Problem("field.format", cell.field, value.reason)
            refusals.append(Refusal(edit=place, catalog=catalog.name, row_id=cell.row_id, problem=problem))
        elif edits and edits[-1].row_id == cell.row_id:
            edits[-1] = Edit(
                catalog=catalog.name,
                kind="update",
                row_id=cell.row_id,
                values={**edits[-1].values, cell.field: value},
            )
        else:
            edits.append(Edit(catalog=catalog.name, kind="update", row_id=cell.row_id, values={cell.field: value}))
            places.append(place)
    return _apply(
        store, user=user, edits=edits, places=places, refusals=refusals, source=source, verb=verb, by_cell=by_cell
    )


def fill_cells(
    store: Store, *, user: User, context: SheetContext, cells: Sequence[SheetEdit], verb: str = ""
) -> Outcome:
    """Read and keep typed cells of a filling-in sheet; good ones are kept even when others are refused.

    `verb` as in `edit_cells`.
    """
    catalog = store.schema.catalog(context.catalog)
    edits: list[Edit] = []
    places: list[int] = []
    refusals: list[Refusal] = []
    for place, cell in enumerate(cells):
        wanted = cell_edit(
            catalog, context=context, code=cell.code, column=cell.column, row_id=cell.row_id, given=cell.given
        )
        if isinstance(wanted, Problem):
            refusals.append(Refusal(edit=place, catalog=catalog.name, row_id=cell.row_id, problem=wanted))
        elif wanted is not None:
            edits.append(wanted)
            places.append(place)
    return _apply(store, user=user, edits=edits, places=places, refusals=refusals, source="hand", verb=verb or "填写")


def _apply(
    store: Store,
    *,
    user: User,
    edits: Sequence[Edit],
    places: Sequence[int],
    refusals: list[Refusal],
    source: str,
    verb: str,
    by_cell: bool = False,
) -> Outcome:
    with store.write() as connection:
        outcome = apply_edits(
            connection,
            schema=store.schema,
            user=user,
            edits=edits,
            source=source,
            all_or_none=False,
            verb=verb,
            by_cell=by_cell,
        )
    moved = [
        Refusal(edit=places[one.edit], catalog=one.catalog, row_id=one.row_id, problem=one.problem)
        for one in outcome.refusals
    ]
    return Outcome(written=outcome.written, refusals=sorted([*refusals, *moved], key=lambda one: one.edit))


def new_values(catalog: Catalog, *, user: User, fiscal_year: int, given: Mapping[str, object]) -> dict[str, Value]:
    """Return a new row's values: year, own region, and what was given; raise RowsError when unreadable."""
    values: dict[str, Value] = {"fiscal_year": fiscal_year, "mof_div_code": user.mof_div_code}
    for name, text in given.items():
        field = field_name(catalog, name)
        value = catalog.by_name[field].read(text)
        if isinstance(value, Bad):
            raise RowsError(f"{value.reason}。", code="field.format")
        values[field] = value
    return values


def add_rows(
    store: Store, *, user: User, catalog: Catalog, rows: Sequence[Mapping[str, Value]], verb: str = ""
) -> Outcome:
    """Add rows, all or none; `verb` as in `edit_cells`."""
    edits = [Edit(catalog=catalog.name, kind="insert", values=values) for values in rows]
    with store.write() as connection:
        return apply_edits(connection, schema=store.schema, user=user, edits=edits, verb=verb)


def delete_rows(store: Store, *, user: User, catalog: Catalog, row_ids: Sequence[str]) -> Outcome:
    """Delete rows (logically), all or none; a row in use is refused."""
    edits = [Edit(catalog=catalog.name, kind="delete", row_id=row_id) for row_id in row_ids]
    with store.write() as connection:
        return apply_edits(connection, schema=store.schema, user=user, edits=edits)


def set_enabled(store: Store, *, user: User, catalog: Catalog, row_ids: Sequence[str], enabled: bool) -> Outcome:
    """Enable or disable rows, all or none."""
    edits = [
        Edit(catalog=catalog.name, kind="update", row_id=row_id, values={"is_enabled": enabled}) for row_id in row_ids
    ]
    verb = "启用" if enabled else "停用"
    with store.write() as connection:
        return apply_edits(connection, schema=store.schema, user=user, edits=edits, verb=verb)


def find_row(store: Store, *, catalog: Catalog, key: str, fiscal_year: int) -> Mapping[str, Value]:
    """Return the one row of a year with this code, natural key (parts joined by '/', with or without region) or id.

    Raise NotFoundError when there is none or more than one.
    """
    with store.read() as connection:
        table = store.schema.rows[catalog.name]
        by_id = fetch_rows(connection, table=table, column="id", values=[key])
        if by_id:
            return by_id[key]
        query = Query(catalog=catalog.name, fiscal_year=fiscal_year, filters=_key_filters(catalog, key=key))
        found = list(read_rows(connection, schema=store.schema, query=query))
    if len(found) == 1:
        return found[0]
    label, parts = catalog.by_name[catalog.code].label, "/".join(one.label for one in _key_fields(catalog))
    if not found:
        raise NotFoundError(
            f"“{catalog.label}”{fiscal_year} 年度中没有“{key}”这一行，请写{label}，或“{parts}”。", code="row.unknown"
        )
    raise NotFoundError(
        f"“{catalog.label}”中“{key}”对应 {len(found)} 行，请写“{parts}”，或行标识（query 命令的 id 列）。",
        code="row.ambiguous",
    )


def _key_fields(catalog: Catalog) -> list[Field]:
    return [catalog.by_name[name] for name in catalog.key if name != "fiscal_year"]


def _key_filters(catalog: Catalog, *, key: str) -> tuple[tuple[str, Value], ...]:
    parts, fields = key.split("/"), _key_fields(catalog)
    if len(parts) == len(fields) - 1 > 1:
        fields = [field for field in fields if field.name != "mof_div_code"]
    if len(parts) != len(fields):
        return ((catalog.code, key),)
    read = ((field.name, field.read(part)) for field, part in zip(fields, parts, strict=True))
    # what cannot be read is looked for as it is, and not found
    return tuple((name, value.given if isinstance(value, Bad) else value) for name, value in read)


def field_name(catalog: Catalog, given: str) -> str:
    """Return a field's name for its name or Chinese label; raise NotFoundError naming the known ones."""
    for field in catalog.columns:
        if given in {field.name, field.label}:
            return field.name
    known = "、".join(f"{field.name}（{field.label}）" for field in catalog.columns)
    raise NotFoundError(f"“{catalog.label}”没有名为“{given}”的字段，可用的有：{known}。", code="field.unknown")
