"""Blocks of cells as text: what is copied comes back; what workbooks write is understood; how a block is laid out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.fields import Code, Date, Money
from ui.grid.clip_html import HtmlCell, read_table, write_table
from ui.grid.clipboard import from_text, to_text
from ui.grid.incoming import landing, read_block

cell = st.text(st.sampled_from('ab 甲,"\t\n1'), max_size=6)


@given(st.integers(1, 4).flatmap(lambda wide: st.lists(st.lists(cell, min_size=wide, max_size=wide), min_size=1)))
def test_what_is_copied_comes_back(block: list[list[str]]) -> None:
    text = to_text(block)
    if not text.endswith("\n") and text != "":
        assert from_text(text) == block


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("1\t2\r\n3\t4\r\n", [["1", "2"], ["3", "4"]]),
        ('"一\n二"\t3', [["一\n二", "3"]]),
        ('"说""是"""', [['说"是"']]),
        ('5" 管', [['5" 管']]),
        ("", [[""]]),
        ("1\n\n2\n", [["1"], [""], ["2"]]),
    ],
)
def test_what_workbooks_write_is_understood(text: str, block: list[list[str]]) -> None:
    assert from_text(text) == block


@pytest.mark.parametrize(
    ("block", "size", "fills"),
    [
        ([["a"]], (3, 2), (3, 2)),
        ([["a", "b"]], (3, 1), (3, 2)),
        ([["a"], ["b"]], (4, 1), (4, 1)),
        ([["a"], ["b"]], (3, 1), (2, 1)),
        ([["a", "b"], ["c"]], (1, 1), (2, 2)),
        ([["a", "b"]], (2, 4), (2, 4)),
        ([["a", "b"]], (2, 5), (2, 2)),
    ],
)
def test_a_block_repeats_where_the_selection_is_a_multiple(
    block: list[list[str]], size: tuple[int, int], fills: tuple[int, int]
) -> None:
    assert landing(block, rows=size[0], columns=size[1]) == fills


EXCEL = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body><!--StartFragment--><table border=0>
 <col width=64><tr height=19><td class=xl65 align=right x:num="1234.5678">1,234.57</td>
 <td class=xl66 style='mso-number-format:"\\@"'>033020300</td></tr>
 <tr><td colspan=2 x:num="-0.30000000000000004">(0.30)</td></tr></table><!--EndFragment--></body></html>"""
CALC = """<table cellspacing="0"><colgroup width="85"></colgroup><tr>
<td height="17" align="right" sdval="12345678901" sdnum="2052;"><font face="Arial">1.23E+10</font></td>
<td align="left" sdnum="2052;0;@">甲<br>乙</td></tr></table>"""


def test_a_table_says_the_numbers_in_full() -> None:
    cells = read_block("1,234.57\t033020300\r\n(0.30)\t\r\n", html=EXCEL)
    assert [[(cell.text, cell.number) for cell in row] for row in cells] == [
        [("1,234.57", "1234.5678"), ("033020300", "")],
        [("(0.30)", "-0.3"), ("", "")],
    ]
    cells = read_block('1.23E+10\t"甲\n乙"\n', html=CALC)
    assert [(cell.text, cell.number) for cell in cells[0]] == [("1.23E+10", "12345678901"), ("甲\n乙", "")]


def test_a_table_alone_is_read_and_a_different_one_is_not_believed() -> None:
    assert [[cell.text for cell in row] for row in read_block("", html=CALC)] == [["1.23E+10", "甲\n乙"]]
    assert read_block("1\t2\t3", html=CALC)[0][0].number == ""
    assert read_block("甲", html="<p>甲</p>") == [[HtmlCell("甲")]]
    assert read_block("", html="") == []
    assert read_table("<table><tr><td rowspan=99999 colspan=99999>1</td></tr></table>") == []
    assert read_table('<table><tr><td sdval="inf">1</td><td><table><tr><td>x</td></tr></table>2</td></tr></table>') == [
        [HtmlCell("1"), HtmlCell("2")]
    ]


@given(st.text(st.sampled_from('<>/="tdrable 1x:num'), max_size=60))
def test_no_table_whatsoever_does_harm(rest: str) -> None:
    read_block("a\tb", html=f"<table><tr><td>{rest}")


def test_a_written_table_keeps_codes_as_text_and_numbers_as_numbers() -> None:
    fields = (Code(name="a", label="代码"), Money(name="b", label="金额"), Date(name="c", label="日期"))
    html = write_table(fields, rows=[["0330", "1,234.50", "2026-03-01"], ["<1>", "×", ""]], head=["甲", "乙", "丙"])
    assert "mso-number-format:'\\@'" in html
    assert 'x:num="1234.50" sdval="1234.50"' in html
    table = read_table(html)
    assert [[cell.text for cell in row] for row in table] == [
        ["甲", "乙", "丙"],
        ["0330", "1,234.50", "2026-03-01"],
        ["<1>", "×", ""],
    ]
    assert [cell.number for cell in table[1]] == ["", "1234.5", "46082"]
