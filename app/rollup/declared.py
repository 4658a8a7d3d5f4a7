"""How each parameter is rolled up, read from its table: added up, averaged by another's weight, or not (clause 1.9)."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from io import StringIO

from app.errors import DeclarationError

FILE = "roll_up.csv"
COLUMNS = ["catalog", "parameter", "unit", "how", "weight", "source"]


class How(StrEnum):
    """What becomes of the figures of several regions."""

    SUM = "sum"
    WEIGHTED = "weighted"
    NONE = "none"

    @property
    def label(self) -> str:
        """Return the officers' word."""
        return {How.SUM: "合计", How.WEIGHTED: "加权平均", How.NONE: "不汇总"}[self]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How one parameter is rolled up; `weight` is the parameter that an average is weighted by."""

    how: How
    weight: str = ""
    source: str = ""


NOT_AT_ALL = Way(how=How.NONE, source="比率、标准和单价不能相加")


class Ways:
    """The table: by parameter, else by the unit it is counted in; what is in neither is not rolled up."""

    def __init__(self, content: str, *, file: str = FILE) -> None:
        """Read the table; DeclarationError names the first line that is no use."""
        self._by_code: dict[tuple[str, str], Way] = {}
        self._by_unit: dict[tuple[str, str], Way] = {}
        reader = csv.DictReader(StringIO(content, newline=""))
        if reader.fieldnames != COLUMNS:
            raise DeclarationError(f"汇总方式表 {file} 的第 1 行应为“{','.join(COLUMNS)}”，请改正后再试。")
        for line in reader:
            is_fine = line["how"] in set(How) and bool(line["parameter"]) != bool(line["unit"])
            if not is_fine or bool(line["weight"]) != (line["how"] == How.WEIGHTED):
                raise DeclarationError(f"汇总方式表 {file} 第 {reader.line_num} 行写得不对，请对照其他行改正。")
            way = Way(how=How(line["how"]), weight=line["weight"], source=line["source"])
            if line["parameter"]:
                self._by_code[line["catalog"], line["parameter"]] = way
            else:
                self._by_unit[line["catalog"], line["unit"]] = way

    def of(self, catalog: str, *, parameter: str, unit: str) -> Way:
        """Return how a value catalog's parameter is rolled up; one that a province added goes by its unit."""
        return self._by_code.get((catalog, parameter)) or self._by_unit.get((catalog, unit)) or NOT_AT_ALL

    @property
    def named(self) -> dict[tuple[str, str], Way]:
        """Return those that are named one by one, by value catalog and parameter."""
        return dict(self._by_code)


WAYS = Ways(files("resources").joinpath("rules", FILE).read_text(encoding="utf-8"))
