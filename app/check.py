"""The row rules, derived from the declarations: fields, references, parents, keys, sheets. Pure but for its Lookup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.candidate import Candidate, Problem, visible_row
from app.check_details import check_details
from app.check_meaning import check_meanings, meaning_columns
from app.check_parents import check_parents
from app.effect import check_dates, effect_columns, has_dates, out_of_effect
from app.frame import Frame, frame_of
from app.segments import check_segments, segment_columns

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from app.catalog import Catalog, Sheet
    from app.fields import Reference, Value
    from app.lookup import Lookup


def check_rows(catalog: Catalog, *, candidates: Sequence[Candidate], lookup: Lookup) -> None:
    """Put every broken rule into the candidates' `problems`; the rows are of one catalog and wanted together."""
    frame = frame_of(candidates)
    check_frame(catalog, frame=frame, lookup=lookup)
    for place, problems in frame.problems.items():
        candidates[place].problems += problems


def check_frame(catalog: Catalog, *, frame: Frame, lookup: Lookup, keys: bool = True) -> None:
    """Put every broken rule into the frame's `problems`.

    `keys` False: leave it to a unique index of the store that no natural key is there twice.
    """
    _check_cells(catalog, frame=frame)
    _check_references(catalog, frame=frame, lookup=lookup)
    if has_dates(catalog):
        check_dates(catalog, frame=frame)
    if keys:
        _check_keys(catalog, frame=frame, lookup=lookup)
    if catalog.sheet:
        _check_sheet(catalog, sheet=catalog.sheet, frame=frame, lookup=lookup)
    if catalog.meaning:
        check_meanings(catalog, meaning=catalog.meaning, frame=frame, lookup=lookup)
    if catalog.parent:
        check_parents(catalog, frame=frame, lookup=lookup)
    if catalog.authority.extend_only:
        check_details(catalog, frame=frame)
    if catalog.segments:
        check_segments(catalog, segments=catalog.segments, frame=frame)


def columns_read(catalog: Catalog, *, changed: Collection[str]) -> tuple[str, ...]:
    """Return the columns that `check_frame` reads of stored rows of which `changed` are set (none of them moves)."""
    sheet = catalog.sheet
    filled = (sheet.rows, sheet.value, sheet.applies_to, sheet.not_applicable) if sheet else ()
    names = ("fiscal_year", "mof_div_code", *filled, *changed, *_read_together(catalog, changed=changed))
    return tuple(name for name in dict.fromkeys(names) if name in catalog.by_name)


def _read_together(catalog: Catalog, *, changed: Collection[str]) -> tuple[str, ...]:
    together = (meaning_columns, effect_columns, segment_columns)
    return tuple(name for columns in together for name in columns(catalog, changed=changed))


def _check_cells(catalog: Catalog, *, frame: Frame) -> None:
    """Ask the fields themselves, each different value once."""
    for field in catalog.columns:
        places = frame.setting(field.name)
        if not places:
            continue
        column = frame.columns[field.name]
        faults = field.faults(column if len(places) == len(frame.places) else [column[n] for n in places])
        if faults:
            for n in places:
                if text := faults.get(column[n]):
                    frame.add(n, Problem(f"field.{kind_of(text)}", field.name, text))


def kind_of(text: str) -> str:
    """Return the machine word for a field's sentence."""
    words = (("必须填写", "required"), ("最多", "length"), ("应在", "range"), ("应为", "choice"))
    return next((code for word, code in words if word in text), "format")


def _check_references(catalog: Catalog, *, frame: Frame, lookup: Lookup) -> None:
    for reference in catalog.references:
        places = frame.touching(reference.name)
        if reference is catalog.parent or not places:
            continue
        column = frame.columns[reference.name]
        if not any(column):
            continue
        years, owners = frame.years, frame.owners
        whole = len(places) == len(column)
        asked = (
            set(zip(years, owners, column, strict=True))
            if whole
            else {(years[n], owners[n], column[n]) for n in places}
        )
        judged = _judge_references(reference, wanted={one for one in asked if one[2]}, lookup=lookup)
        if judged:
            for n in places:
                frame.add(n, *judged.get((years[n], owners[n], column[n]), ()))


def _judge_references(
    reference: Reference, *, wanted: set[tuple[int, str, Value]], lookup: Lookup
) -> dict[tuple[int, str, Value], list[Problem]]:
    """Return the problems of (year, owner, value) where there are any; a value too long is the field's own problem."""
    sound = [one for one in wanted if reference.check_filled(one[2]) is None]
    by_year: dict[int, set[str]] = {}
    for year, _, value in sound:
        by_year.setdefault(year, set()).update(reference.codes(value))
    for year, codes in by_year.items():
        lookup.by_code(reference.to, fiscal_year=year, codes=codes)
    found = {
        (year, owner, value): list(_reference_problems(reference, value, year=year, owner=owner, lookup=lookup))
        for year, owner, value in sound
    }
    return {one: problems for one, problems in found.items() if problems}


def _reference_problems(
    reference: Reference, value: Value, *, year: int, owner: str, lookup: Lookup
) -> Iterable[Problem]:
    for code in reference.codes(value):
        found = visible_row(reference.to, year=year, code=code, owner=owner, lookup=lookup)
        label = lookup.schema.catalog(reference.to).label
        if found is None:
            yield Problem(
                "reference.missing", reference.name, f"{reference.label}“{code}”在 {year} 年度的“{label}”中不存在"
            )
        elif not found["is_enabled"]:
            yield Problem("reference.disabled", reference.name, f"{reference.label}“{code}”已停用，请另选")
        elif out := out_of_effect(found, fiscal_year=year):
            yield Problem("reference.disabled", reference.name, f"{reference.label}“{code}”{out}，请另选")


def _check_keys(catalog: Catalog, *, frame: Frame, lookup: Lookup) -> None:
    places = frame.touching_any(*catalog.key)
    if not places:
        return
    columns = [frame.columns[name] for name in catalog.key]
    keys = {n: tuple(column[n] for column in columns) for n in places}
    stored = lookup.ids_by_key(catalog, keys=set(keys.values()))
    moving = {frame.row_ids[n] for n in places}
    first: dict[tuple[Value, ...], str] = {}
    for n, key in keys.items():
        row_id = frame.row_ids[n]
        others = [other for other in stored.get(key, ()) if other != row_id and other not in moving]
        if others or first.setdefault(key, row_id) != row_id:
            words = "、".join(_key_words(catalog, key))
            frame.add(n, Problem("key.duplicate", catalog.key[-1], f"逻辑主键重复：已有 {words} 的行"))


def _key_words(catalog: Catalog, key: tuple[Value, ...]) -> list[str]:
    shown = ((catalog.by_name[name], value) for name, value in zip(catalog.key, key, strict=True))
    return [f"{one.label} {one.show(value)}" for one, value in shown if value not in (None, "")]


def _check_sheet(catalog: Catalog, *, sheet: Sheet, frame: Frame, lookup: Lookup) -> None:
    reference, amount = catalog.by_name[sheet.rows], catalog.by_name[sheet.value]
    to, scale = getattr(reference, "to", ""), getattr(amount, "places", 0)
    codes, values, wanted = frame.texts(sheet.rows), frame.columns[sheet.value], frame.texts(sheet.applies_to)
    crossed = frame.columns[sheet.not_applicable] if sheet.not_applicable else [None] * len(codes)
    asked = list(zip(frame.years, frame.owners, codes, strict=True))
    rows = _sheet_rows(to, asked=set(asked), lookup=lookup)
    for n, one in enumerate(asked):
        row = rows[one]
        if row is None:
            continue
        if frame.changed(n) is None and any(str(row.get(name)) != wanted for name, wanted in sheet.only):
            text = f"“{row['name']}”不在本表填报"
            frame.add(n, Problem("sheet.applies", sheet.rows, text))
        if frame.changed(n) is None and not applies_to(str(row.get(sheet.applies) or ""), wanted[n]):
            text = f"“{row['name']}”不适用于险种“{wanted[n]}”"
            frame.add(n, Problem("sheet.applies", sheet.applies_to, text))
        value = values[n]
        if crossed[n] and value is not None:
            text = f"{amount.label}已填“×”（不适用），不能再填数字"
            frame.add(n, Problem("sheet.not-applicable", sheet.value, text))
        if isinstance(value, int):
            frame.add(n, *value_problems(row, value=value, field_name=sheet.value, scale=scale))


def _sheet_rows(
    to: str, *, asked: set[tuple[int, str, str]], lookup: Lookup
) -> dict[tuple[int, str, str], Mapping[str, Value] | None]:
    by_year: dict[int, set[str]] = {}
    for year, _, code in asked:
        by_year.setdefault(year, set()).add(code)
    for year, codes in by_year.items():
        lookup.by_code(to, fiscal_year=year, codes=codes)
    return {one: visible_row(to, year=one[0], code=one[2], owner=one[1], lookup=lookup) for one in asked}


def applies_to(applies: str, insurance_type: str) -> bool:
    """Say whether a parameter meant for `applies` ('' none in particular, 'all', or 'a,b') is filled in for a type."""
    return (applies == "all" and bool(insurance_type)) or insurance_type in (applies.split(",") if applies else [""])


def value_problems(row: Mapping[str, Value], *, value: int, field_name: str, scale: int) -> Iterable[Problem]:
    """Check a filled-in value against its parameter's precision and range (both in units of 10**-scale)."""
    precision, low, high = row.get("precision"), row.get("minimum"), row.get("maximum")
    name = row.get("name")
    if isinstance(precision, int) and value % 10 ** max(scale - precision, 0):
        what = "整数" if precision == 0 else f"最多 {precision} 位小数的数"
        yield Problem("sheet.precision", field_name, f"“{name}”应填{what}")
    unit = 10**scale
    if isinstance(low, int) and value < low:
        yield Problem("sheet.range", field_name, f"“{name}”不能小于 {low / unit:,g}")
    if isinstance(high, int) and value > high:
        yield Problem("sheet.range", field_name, f"“{name}”不能大于 {high / unit:,g}")
