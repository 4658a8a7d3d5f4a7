"""A projection as tables of the one grid: assumptions to be changed, years with formulas, scenarios compared (1.8)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.errors import ShebaoError
from app.fields import Text
from app.projection.assumptions import BY_NAME
from app.projection.editing import edit_scenarios, setting, why_fixed
from app.projection.model import ROWS
from app.projection.reading import read_projection
from app.projection.scenarios import values_of
from ui.grid.listed_source import ListedSource, shown_column, shown_row
from ui.grid.source import GridColumn, GridRow

if TYPE_CHECKING:
    from collections.abc import Sequence
    from decimal import Decimal

    from app.projection.assumptions import Assumption
    from app.projection.reading import Projection, Run
    from app.store import Store
    from ui.grid.source import RowKey, Typed
    from ui.grid.units import Unit

VALUE = "value"
COMPARED = ("income", "spending", "result", "balance", "months")
"""What is compared between scenarios."""
COMPUTED = "测算结果由程序算出；要改变它，请修改左边的测算假设"
LABELS = {name: label for name, label, _ in ROWS}
UNITS = {name: unit for name, _, unit in ROWS}
MONEY = "元"
HUGE = 10**12
"""Bounds from here on only keep mistyped numbers out, and say nothing to a person."""


def _bounds(one: Assumption) -> str:
    """Return what may be filled in, in words."""
    if one.high < HUGE:
        return f"可填 {one.low:,f} 到 {one.high:,f}"
    return "可填负数" if one.low < 0 else "可填 0 或正数"


def _text(name: str, label: str) -> Text:
    return Text(name=name, label=label, max_length=200)


class AssumptionSource(ListedSource):
    """The assumptions of one scenario; what is typed changes the scenario, clearing takes the change back."""

    def __init__(self, *, store: Store, projection: Projection, scenario: str) -> None:
        self._store, self._subject, self._scenario = store, projection.subject, scenario
        super().__init__(
            place=("assumptions", projection.subject.region, projection.subject.insurance_type, scenario),
            columns=(
                shown_column(_text("label", "测算假设"), name="label", label="测算假设", width=18, frozen=True),
                GridColumn(name=VALUE, field=_text(VALUE, "数值"), label="数值", width=17, align_right=True),
                shown_column(_text("unit", "单位"), name="unit", label="单位", width=10),
                shown_column(_text("origin", "来源"), name="origin", label="来源", width=34),
            ),
            read=self._listed,
        )

    def keep_texts(self, cells: Sequence[Typed], *, verb: str) -> dict[int, str]:  # noqa: ARG002 - kept apart from rows
        """Set assumptions one by one, so that a wrong one holds back only itself."""
        refused: dict[int, str] = {}
        for place, one in enumerate(cells):
            change = setting(
                self._scenario, insurance_type=self._subject.insurance_type, texts=[(str(one.key), one.text)]
            )
            try:
                edit_scenarios(
                    self._store,
                    region=self._subject.region,
                    insurance_type=self._subject.insurance_type,
                    change=change,
                )
            except ShebaoError as error:
                refused[place] = error.sentence.removesuffix("。")
        return refused

    def _listed(self) -> list[GridRow]:
        with self._store.read() as connection:
            found = read_projection(connection, schema=self._store.schema, subject=self._subject)
        scenario = found.run(self._scenario).scenario
        values, lock = values_of(scenario, start=found.start), why_fixed(self._scenario)
        fixed = "这里只改数值"
        rows = []
        for name, first in found.start.items():
            one, is_changed = BY_NAME[name], name in scenario.changed
            origin = f"本方案设定，原为 {first.value:,f}（{first.origin}）" if is_changed else first.origin
            rows.append(
                GridRow(
                    key=name,
                    row_id="",
                    texts=(one.label, f"{values[name]:,f}", one.unit, origin),
                    states=(0, 0, 0, 0),
                    locks=(fixed, lock, fixed, fixed),
                    notes={1: f"{origin}；{_bounds(one)}，清除后恢复原值"},
                )
            )
        return rows


def result_source(projection: Projection, *, scenario: str, unit: Unit) -> ListedSource:
    """Return all figures of one scenario, year by year; a cell's note is its formula."""
    run = projection.run(scenario)
    rows = [
        _noted(
            name,
            (label, _unit(kind, unit=unit), *(_shown(value, kind=kind, unit=unit) for value in run.values(name))),
            notes={place: run.figure(name, year=line.year).formula for place, line in enumerate(run.years, start=2)},
        )
        for name, label, kind in ROWS
    ]
    heads = (
        shown_column(_text("label", "项目"), name="label", label="项目", width=16, frozen=True),
        shown_column(_text("unit", "单位"), name="unit", label="单位", width=10, frozen=True),
    )
    return ListedSource(
        place=("projection", projection.subject, scenario, unit.label),
        columns=(*heads, *_years(run)),
        read=lambda: rows,
        amounts=lambda key, column: _amount(run, name=str(key), column=column, unit=unit),
    )


def compared_source(projection: Projection, *, unit: Unit) -> ListedSource:
    """Return the main figures of all scenarios below each other, with what the last year differs from the first."""
    first, rows = projection.runs[0], []
    for name in COMPARED:
        for run in projection.runs:
            kind = UNITS[name]
            last, base = run.values(name)[-1], first.values(name)[-1]
            off = None if run is first or last is None or base is None else last - base
            texts = (
                LABELS[name],
                run.scenario.name,
                _unit(kind, unit=unit),
                *(_shown(value, kind=kind, unit=unit) for value in run.values(name)),
                "—" if off is None else _shown(off, kind=kind, unit=unit),
            )
            notes = {n: run.figure(name, year=line.year).formula for n, line in enumerate(run.years, start=3)}
            rows.append(_noted(f"{name}|{run.scenario.name}", texts, notes=notes))
    heads = (
        shown_column(_text("label", "项目"), name="label", label="项目", width=14, frozen=True),
        shown_column(_text("scenario", "方案"), name="scenario", label="方案", width=14, frozen=True),
        shown_column(_text("unit", "单位"), name="unit", label="单位", width=8, frozen=True),
    )
    off_label = f"{first.years[-1].year}年与“{first.scenario.name}”相差"
    end = shown_column(_text("off", off_label), name="off", label=off_label, width=20, right=True)
    runs = {run.scenario.name: run for run in projection.runs}

    def amounts(key: RowKey, column: str) -> Decimal | None:
        name, _, scenario = str(key).partition("|")
        return _amount(runs[scenario], name=name, column=column, unit=unit)

    return ListedSource(
        place=("compared", projection.subject, unit.label),
        columns=(*heads, *_years(first), end),
        read=lambda: rows,
        amounts=amounts,
    )


def figure_of(key: RowKey) -> str:
    """Return which figure a row of either table is about."""
    return str(key).partition("|")[0]


def _noted(key: str, texts: tuple[str, ...], *, notes: dict[int, str]) -> GridRow:
    return replace(shown_row(key, texts, lock=COMPUTED), notes={n: f"＝ {told}" for n, told in notes.items()})


def _years(run: Run) -> tuple[GridColumn, ...]:
    return tuple(
        shown_column(
            _text(str(line.year), f"{line.year}年"),
            name=str(line.year),
            label=f"{line.year}年",
            width=18,
            right=True,
            adds_up=True,
        )
        for line in run.years
    )


def _amount(run: Run, *, name: str, column: str, unit: Unit) -> Decimal | None:
    if not column.isdigit():
        return None
    value = run.figure(name, year=int(column)).value
    return value if value is None or UNITS[name] != MONEY else value.scaleb(-unit.shift)


def _unit(kind: str, *, unit: Unit) -> str:
    return unit.label if kind == MONEY else kind


def _shown(value: Decimal | None, *, kind: str, unit: Unit) -> str:
    if value is None:
        return "—"
    if kind != MONEY or not unit.shift:
        return f"{value:,f}"
    return f"{round(value.scaleb(-unit.shift), 2):,f}"
