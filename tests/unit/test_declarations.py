"""A catalog is declared once; a declaration with an error fails on import with a plain sentence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.catalog import Authority, Catalog, Sheet, Tree
from app.catalog_checks import check_all
from app.catalogs import CATALOGS
from app.errors import DeclarationError
from app.fields import Choice, Code, Reference, Text
from app.people import Level, Role
from app.workflow import FILL_IN, Flow, Move, State

GOOD: dict[str, Any] = {
    "name": "sample",
    "label": "样例",
    "clause": "9.9",
    "fields": (Code(name="code", label="代码"), Text(name="name", label="名称")),
    "key": ("fiscal_year", "code"),
    "authority": Authority(define=(Level.PROVINCE,)),
}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"name": "Sample"}, "小写字母"),
        ({"fields": (*GOOD["fields"], Text(name="name", label="又名"))}, "声明了两次"),
        ({"fields": (*GOOD["fields"], Text(name="version", label="版本"))}, "由系统使用"),
        ({"fields": (*GOOD["fields"], Text(name="note", label=""))}, "没有中文名称"),
        ({"fields": (*GOOD["fields"], Choice(name="kind", label="类别"))}, "没有可选值"),
        ({"key": ()}, "没有声明逻辑主键"),
        ({"key": ("number",)}, "没有声明的字段“number”"),
        ({"authority": Authority()}, "哪一级"),
        ({"received": ("bank",)}, "接收列"),
        ({"tree": Tree()}, "既没有上级字段也没有分组字段"),
        ({"tree": Tree(parent="name")}, "应引用本目录"),
        ({"sheet": Sheet(rows="name", across="code", value="code")}, "应引用一个目录"),
        ({"title": "label"}, "代码和名称"),
    ],
)
def test_a_wrong_declaration_fails_with_a_sentence(changed: dict[str, Any], words: str) -> None:
    with pytest.raises(DeclarationError) as caught:
        Catalog(**{**GOOD, **changed})
    assert words in caught.value.sentence
    assert "样例" in caught.value.sentence


def test_the_good_declaration_is_good() -> None:
    catalog = Catalog(**GOOD)
    assert catalog.names == ("fiscal_year", "mof_div_code", "code", "name", "is_standard", "is_enabled")


def test_catalogs_must_stand_after_those_they_refer_to() -> None:
    refers = replace(
        Catalog(**GOOD), name="refers", fields=(*GOOD["fields"], Reference(name="of", label="归属", to="sample"))
    )
    with pytest.raises(DeclarationError, match="没有在它之前声明"):
        check_all((refers, Catalog(**GOOD)))
    with pytest.raises(DeclarationError, match="同名"):
        check_all((*CATALOGS, CATALOGS[0]))


def test_a_flow_with_a_loose_end_is_refused() -> None:
    states = (State("a", "甲"), State("b", "乙"))
    with pytest.raises(DeclarationError, match="无法到达"):
        Flow(name="f", label="流程", states=states)
    with pytest.raises(DeclarationError, match="没有声明的状态"):
        Flow(
            name="f",
            label="流程",
            states=states,
            moves=(Move(name="m", label="送", source="a", target="c", role=Role.OPERATOR),),
        )


def test_a_return_always_carries_a_reason() -> None:
    assert all(move.reason_required for move in FILL_IN.moves if move.label == "退回")


def test_every_clause_has_its_catalog() -> None:
    assert {catalog.clause for catalog in CATALOGS} == {f"1.{number}" for number in range(1, 10)}
