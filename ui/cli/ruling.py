"""What `check --rules` lists: the cross checks of the parameters with code, types, formula in words (1.8, 1.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.cli.answer import Answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.problems.rules import Rule


def list_rules() -> Answer:
    """List the rules as they are declared, with the names of the standard parameters; no store is needed."""
    from app.catalogs import CATALOGS
    from app.problems.declared import RULES
    from ui.cli.table import Column, table

    by_name = {catalog.name: catalog for catalog in CATALOGS}
    names, types = _names("management_parameter", "actuarial_parameter"), _names("insurance_type")
    headings = ("编号", "填报表", "险种", "公式", "级别", "来源")
    lines = [
        [
            rule.code,
            by_name[rule.catalog].label,
            _types(rule, names=types),
            rule.told(lambda code: _plain_name(names.get(code, code))),
            "必须满足" if rule.severity == "error" else "可说明",
            rule.source,
        ]
        for rule in RULES
    ]
    columns = tuple(Column(heading=heading, widest=80) for heading in headings)
    about = "数值按各参数的小数位数比较，每个数允许差末位的一半；整数不允许差。"
    data: dict[str, object] = {"rules": [_plain(rule, line=line) for rule, line in zip(RULES, lines, strict=True)]}
    return Answer(text=f"{table(columns, lines)}\n{about}", data=data)


def _names(*catalogs: str) -> dict[str, str]:
    from app.catalogs import CATALOGS
    from resources.standard_data import read_standard

    wanted = [catalog for catalog in CATALOGS if catalog.name in catalogs]
    return {
        str(row["code"]): str(row.get("short_name") or row["name"])
        for catalog in wanted
        for row in read_standard(catalog)
    }


def _plain_name(name: str) -> str:
    from app.problems.figures import PART

    for head in PART:
        name = name.removeprefix(head)
    return name


def _types(rule: Rule, *, names: Mapping[str, str]) -> str:
    return "、".join(names.get(code, code) for code in rule.types) or "全部"


def _plain(rule: Rule, *, line: list[str]) -> dict[str, object]:
    return {
        "code": rule.code,
        "catalog": rule.catalog,
        "parameters": list(rule.parameters),
        "insurance_types": list(rule.types),
        "formula": line[3],
        "severity": "hard" if rule.severity == "error" else "explainable",
        "source": rule.source,
    }
