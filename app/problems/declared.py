"""The cross checks of the value catalogs, read from their table (clauses 1.8, 1.9): one line, one rule.

Ranges and yearly movements are what is usual, not what is allowed: the bounds of a definition are hard errors.
"""

from __future__ import annotations

import csv
from importlib.resources import files
from io import StringIO
from typing import TYPE_CHECKING, TypedDict

from app.errors import DeclarationError
from app.problems.balances import Carry, Product
from app.problems.found import Severity
from app.problems.rules import Jump, NotAbove, Plausible, Ratio, Total

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Unpack

    from app.problems.rules import Rule

MANAGEMENT, ACTUARIAL = "management_value", "actuarial_value"
YEAR_FIELDS = {MANAGEMENT: "fiscal_year", ACTUARIAL: "data_year"}
"""By which field the figures of a value catalog follow one another from year to year."""
FILE = "parameter_checks.csv"
COLUMNS = (
    "code",
    "catalog",
    "kind",
    "parameter",
    "others",
    "insurance_types",
    "periods",
    "low",
    "high",
    "percent",
    "severity",
    "source",
)
SEVERITIES = {"hard": Severity.ERROR, "explainable": Severity.WARNING}


class About(TypedDict):
    """What every rule is told of itself."""

    catalog: str
    code: str
    types: tuple[str, ...]
    periods: tuple[str, ...]
    severity: Severity
    source: str


def _total(line: Mapping[str, str], **about: Unpack[About]) -> Rule:
    return Total(total=line["parameter"], parts=tuple(line["others"].split()), **about)


def _at_most(line: Mapping[str, str], **about: Unpack[About]) -> Rule:
    (upper,) = line["others"].split()
    return NotAbove(lower=line["parameter"], upper=upper, **about)


def _ratio(line: Mapping[str, str], **about: Unpack[About]) -> Rule:
    over, under = line["others"].split()
    return Ratio(parameter=line["parameter"], over=over, under=under, **about)


def _product(line: Mapping[str, str], **about: Unpack[About]) -> Rule:
    *factors, times = line["others"].split()
    return Product(
        parameter=line["parameter"],
        factors=tuple(factors),
        times=int(times),
        percent=int(line["percent"]),
        **about,
    )


def _carry(line: Mapping[str, str], **about: Unpack[About]) -> Rule:
    opening, income, spending = line["others"].split()
    return Carry(closing=line["parameter"], opening=opening, income=income, spending=spending, **about)


def _range(line: Mapping[str, str], **about: Unpack[About]) -> Rule:
    return Plausible(parameter=line["parameter"], low=int(line["low"]), high=int(line["high"]), **about)


def _jump(line: Mapping[str, str], **about: Unpack[About]) -> Rule:
    return Jump(parameter=line["parameter"], percent=int(line["percent"]), **about)


KINDS: Mapping[str, Callable[..., Rule]] = {
    "total": _total,
    "at_most": _at_most,
    "ratio": _ratio,
    "product": _product,
    "carry": _carry,
    "range": _range,
    "jump": _jump,
}


def read_rules(content: str, *, file: str = FILE) -> tuple[Rule, ...]:
    """Return the rules of a table; DeclarationError names the first line that is none."""
    reader = csv.DictReader(StringIO(content, newline=""))
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise DeclarationError(f"审核公式表 {file} 的第 1 行应为“{','.join(COLUMNS)}”，请改正后再试。")
    found: dict[str, Rule] = {}
    for line in reader:
        try:
            rule = _rule(line)
        except (ValueError, KeyError, AttributeError) as wrong:
            raise DeclarationError(f"审核公式表 {file} 第 {reader.line_num} 行写得不对，请对照其他行改正。") from wrong
        if rule.code in found:
            raise DeclarationError(f"审核公式表 {file} 第 {reader.line_num} 行的编号 {rule.code} 重复，请另取编号。")
        found[rule.code] = rule
    return tuple(found.values())


def _rule(line: Mapping[str, str]) -> Rule:
    return KINDS[line["kind"]](
        line,
        catalog={MANAGEMENT: MANAGEMENT, ACTUARIAL: ACTUARIAL}[line["catalog"]],
        code=line["code"],
        types=tuple(line["insurance_types"].split()),
        periods=tuple(line["periods"].split()),
        severity=SEVERITIES[line["severity"]],
        source=line["source"],
    )


RULES: tuple[Rule, ...] = read_rules(files("resources").joinpath("rules", FILE).read_text(encoding="utf-8"))
CODES = frozenset(rule.code for rule in RULES)
