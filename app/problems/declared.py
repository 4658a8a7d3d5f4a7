"""The warning rules beside the catalogs, written out by hand from the parameters' definitions (clauses 1.8, 1.9).

Ranges and yearly movements are what is usual, not what is allowed: the bounds of a definition are hard errors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.problems.rules import Jump, NotAbove, Plausible, Ratio, Total

if TYPE_CHECKING:
    from app.problems.rules import Rule

MANAGEMENT, ACTUARIAL = "management_value", "actuarial_value"
YEAR_FIELDS = {MANAGEMENT: "fiscal_year", ACTUARIAL: "data_year"}
"""By which field the figures of a value catalog follow one another from year to year."""
USUAL_MOVE = 30
"""Percent."""

_TOTALS: tuple[Rule, ...] = (
    Total(catalog=MANAGEMENT, total="GL0101", parts=("GL0102", "GL0103"), types=("1101", "1103", "1104")),
    Total(catalog=MANAGEMENT, total="GL0101", parts=("GL0104", "GL0105", "GL0106"), types=("1105",)),
    Total(catalog=MANAGEMENT, total="GL0702", parts=("GL0703", "GL0704", "GL0705")),
)
_LIMITS: tuple[Rule, ...] = tuple(
    NotAbove(catalog=catalog, lower=lower, upper=upper)
    for catalog, lower, upper in (
        (MANAGEMENT, "GL0107", "GL0101"),
        (MANAGEMENT, "GL0108", "GL0101"),
        (MANAGEMENT, "GL0109", "GL0101"),
        (MANAGEMENT, "GL0201", "GL0101"),
        (MANAGEMENT, "GL0501", "GL0101"),
        (MANAGEMENT, "GL0601", "GL0101"),
        (MANAGEMENT, "GL0212", "GL0211"),
        (MANAGEMENT, "GL0212", "GL0206"),
        (MANAGEMENT, "GL0206", "GL0211"),
        (MANAGEMENT, "GL0305", "GL0303"),
        (ACTUARIAL, "JS13", "JS12"),
        (ACTUARIAL, "JS15", "JS12"),
    )
)
_RATIOS: tuple[Rule, ...] = (Ratio(catalog=MANAGEMENT, parameter="GL0607", over="GL0102", under="GL0103"),)
_RANGES: tuple[Rule, ...] = tuple(
    Plausible(catalog=catalog, parameter=parameter, low=low, high=high)
    for catalog, parameter, low, high in (
        (MANAGEMENT, "GL0207", 0, 30),
        (MANAGEMENT, "GL0208", 0, 15),
        (MANAGEMENT, "GL0302", 2, 40),
        (MANAGEMENT, "GL0503", 0, 10),
        (MANAGEMENT, "GL0606", 0, 50),
        (MANAGEMENT, "GL0607", 0, 20),
        (MANAGEMENT, "GL0608", 0, 120),
        (ACTUARIAL, "JS02", -15, 25),
        (ACTUARIAL, "JS04", -15, 30),
        (ACTUARIAL, "JS05", 90, 115),
        (ACTUARIAL, "JS07", 0, 5),
        (ACTUARIAL, "JS08", 2, 40),
        (ACTUARIAL, "JS09", 2, 30),
        (ACTUARIAL, "JS18", 0, 50),
        (ACTUARIAL, "JS19", 0, 30),
        (ACTUARIAL, "JS20", 0, 15),
        (ACTUARIAL, "JS21", 50, 65),
        (ACTUARIAL, "JS23", 0, 10),
        (ACTUARIAL, "JS24", -5, 20),
        (ACTUARIAL, "JS26", 0, 10),
        (ACTUARIAL, "JS27", -20, 30),
    )
)
_JUMPS: tuple[Rule, ...] = tuple(
    Jump(catalog=catalog, parameter=parameter, percent=USUAL_MOVE)
    for catalog, parameters in (
        (MANAGEMENT, ("GL0101", "GL0102", "GL0103", "GL0104", "GL0105", "GL0106", "GL0107", "GL0108", "GL0109")),
        (MANAGEMENT, ("GL0201", "GL0202", "GL0203", "GL0204", "GL0205", "GL0206", "GL0209", "GL0210")),
        (MANAGEMENT, ("GL0211", "GL0212", "GL0301", "GL0303", "GL0304", "GL0305", "GL0401", "GL0402")),
        (MANAGEMENT, ("GL0501", "GL0502", "GL0601", "GL0602", "GL0603", "GL0604", "GL0605", "GL0701", "GL0702")),
        (ACTUARIAL, ("JS01", "JS03", "JS06", "JS12", "JS13", "JS15", "JS16", "JS17", "JS25")),
    )
    for parameter in parameters
)

RULES: tuple[Rule, ...] = (*_TOTALS, *_LIMITS, *_RATIOS, *_RANGES, *_JUMPS)
