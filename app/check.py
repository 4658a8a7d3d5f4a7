"""The row rules, derived from the declarations: fields, references, parents, keys, sheets. Pure but for its Lookup."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.candidate import Candidate, Problem, visible_row, year_of
from app.check_parents import check_parents

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.catalog import Catalog
    from app.fields import Reference, Value
    from app.lookup import Lookup


def check_cells(catalog: Catalog, *, candidates: Sequence[Candidate]) -> None:
    """Put in what the fields themselves find wrong: column by column, each different value asked once."""
    for field in catalog.columns:
        name = field.name
        sentences: dict[Value, str | None] = {}
        for one in candidates:
            if one.changed is None or name in one.changed:
                value = one.values.get(name)
                if value not in sentences:
                    sentences[value] = field.check(value)
                if text := sentences[value]:
                    one.problems.append(Problem(f"field.{kind_of(text)}", name, text))


def kind_of(text: str) -> str:
    """Return the machine word for a field's sentence."""
    words = (("必须填写", "required"), ("最多", "length"), ("应在", "range"), ("应为", "choice"))
    return next((code for word, code in words if word in text), "format")


def check_rows(catalog: Catalog, *, candidates: Sequence[Candidate], lookup: Lookup) -> None:
    """Put every broken rule into the candidates' `problems`; the rows are of one catalog and wanted together."""
    check_cells(catalog, candidates=candidates)
    _check_references(catalog, candidates=candidates, lookup=lookup)
    _check_keys(catalog, candidates=candidates, lookup=lookup)
    if catalog.sheet:
        for one in candidates:
            _check_sheet_value(catalog, one=one, lookup=lookup)
    if catalog.parent:
        check_parents(catalog, candidates=candidates, lookup=lookup)


def _check_references(catalog: Catalog, *, candidates: Sequence[Candidate], lookup: Lookup) -> None:
    for reference in catalog.references:
        if reference is catalog.parent:
            continue
        wanted: dict[int, set[str]] = {}
        for one in candidates:
            if one.touches(reference.name):
                wanted.setdefault(year_of(one.values), set()).update(reference.codes(one.values.get(reference.name)))
        for year, codes in wanted.items():
            lookup.by_code(reference.to, fiscal_year=year, codes=codes)
        judged: dict[tuple[int, str, Value], list[Problem]] = {}
        for one in candidates:
            if one.touches(reference.name) and (value := one.values.get(reference.name)):
                year, owner = year_of(one.values), str(one.values.get("mof_div_code", ""))
                key = (year, owner, value)
                if key not in judged:
                    judged[key] = list(_reference_problems(reference, value, year=year, owner=owner, lookup=lookup))
                one.problems += judged[key]


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


def _check_keys(catalog: Catalog, *, candidates: Sequence[Candidate], lookup: Lookup) -> None:
    touched = [one for one in candidates if any(one.touches(name) for name in catalog.key)]
    keys = {one.row_id: tuple(one.values.get(name) for name in catalog.key) for one in touched}
    stored = lookup.ids_by_key(catalog, keys=set(keys.values()))
    moving = {one.row_id for one in touched}
    first: dict[tuple[Value, ...], str] = {}
    for one in touched:
        key = keys[one.row_id]
        others = [row_id for row_id in stored.get(key, ()) if row_id != one.row_id and row_id not in moving]
        if others or first.setdefault(key, one.row_id) != one.row_id:
            words = "、".join(_key_words(catalog, one.values))
            one.problems.append(Problem("key.duplicate", catalog.key[-1], f"逻辑主键重复：已有 {words} 的行"))


def _key_words(catalog: Catalog, values: Mapping[str, Value]) -> list[str]:
    shown = ((catalog.by_name[name], values.get(name)) for name in catalog.key)
    return [f"{one.label} {one.show(value)}" for one, value in shown if value not in (None, "")]


def _check_sheet_value(catalog: Catalog, *, one: Candidate, lookup: Lookup) -> None:
    sheet = catalog.sheet
    if sheet is None:
        return
    values, owner = one.values, str(one.values.get("mof_div_code", ""))
    reference, amount = catalog.by_name[sheet.rows], catalog.by_name[sheet.value]
    row = visible_row(
        getattr(reference, "to", ""),
        year=year_of(values),
        code=str(values.get(sheet.rows) or ""),
        owner=owner,
        lookup=lookup,
    )
    value = values.get(sheet.value)
    if row is None:
        return
    applies, wanted = str(row.get(sheet.applies) or ""), str(values.get(sheet.applies_to) or "")
    if one.changed is None and not applies_to(applies, wanted):
        one.problems.append(Problem("sheet.applies", sheet.applies_to, f"“{row['name']}”不适用于险种“{wanted}”"))
    if sheet.not_applicable and values.get(sheet.not_applicable) and value is not None:
        one.problems.append(
            Problem("sheet.not-applicable", sheet.value, f"{amount.label}已填“×”（不适用），不能再填数字")
        )
    if isinstance(value, int):
        one.problems += value_problems(row, value=value, field_name=sheet.value, scale=getattr(amount, "places", 0))


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
