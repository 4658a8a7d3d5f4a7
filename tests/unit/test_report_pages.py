"""Pages are pure geometry: every row once and in order, widths from content, keys repeated, signatures not alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.report_pages.layout import foot_height, lay_out, signing_height
from app.report_pages.letters import Letters
from app.report_pages.report import Fit, Paper, PrintColumn, Report, Setup, Turn

SIGNERS = ("制表人", "审核人", "负责人")


def letters() -> Letters:
    """Return letters as wide as in most fonts: Chinese ones 1 em, others .55."""
    return Letters(lambda letter: 0.55 if letter.isascii() else 1.0)


def report(*, rows: int = 5, texts: int = 2, amounts: int = 1, words: str = "基本养老", signers: bool = True) -> Report:
    """Return a report of a code, names and amounts."""
    columns = (
        PrintColumn(label="代码", is_key=True),
        *(PrintColumn(label=f"名称{n}") for n in range(texts)),
        *(PrintColumn(label=f"金额{n}", is_number=True) for n in range(amounts)),
    )
    lines = [(f"GL{n:04}", *(words,) * texts, *(f"{n * 1234:,}.00",) * amounts) for n in range(rows)]
    return Report(title="表", columns=columns, rows=lines, signers=SIGNERS if signers else ())


def test_a_small_report_fills_one_upright_page() -> None:
    plan = lay_out(report(), setup=Setup(), letters=letters())
    assert [(sheet.first, sheet.end, sheet.signs) for sheet in plan.sheets] == [(0, 5, True)]
    assert plan.width < plan.height
    assert sum(plan.bands[0].widths) == pytest.approx(plan.room)


def test_a_report_without_rows_has_a_page_with_its_head() -> None:
    plan = lay_out(report(rows=0), setup=Setup(), letters=letters())
    assert [(sheet.first, sheet.end) for sheet in plan.sheets] == [(0, 0)]


def test_wide_reports_are_turned_then_made_smaller() -> None:
    wide = report(texts=9, amounts=3, words="企业职工基本养老保险基金")
    plan = lay_out(wide, setup=Setup(), letters=letters())
    assert plan.width > plan.height
    assert len(plan.bands) == 1
    assert plan.size < 9
    assert lay_out(wide, setup=Setup(paper=Paper.A3), letters=letters()).size == 9


def test_columns_that_cannot_fit_go_to_following_pages_with_the_key_columns() -> None:
    many = report(texts=1, amounts=40)
    plan = lay_out(many, setup=Setup(turn=Turn.PORTRAIT), letters=letters())
    assert len(plan.bands) > 1
    assert all(band.columns[0] == 0 for band in plan.bands)
    assert sorted({place for band in plan.bands for place in band.columns}) == list(range(42))
    assert all(sum(band.widths) <= plan.room + 0.01 for band in plan.bands)


def test_spread_columns_keep_their_size() -> None:
    plan = lay_out(report(texts=6, words="企业职工基本养老保险基金"), setup=Setup(fit=Fit.SPREAD), letters=letters())
    assert plan.size == 9
    assert len(plan.bands) > 1


def test_long_texts_are_broken_and_amounts_never() -> None:
    plan = lay_out(report(texts=1, words="说明" * 60), setup=Setup(turn=Turn.PORTRAIT), letters=letters())
    band = plan.bands[0]
    row = plan.report.rows[1]
    assert "".join(plan.lines(row[1], width=band.widths[1])) == "说明" * 60
    assert len(plan.lines(row[1], width=band.widths[1])) > 1
    assert plan.lines(row[2], width=band.widths[2]) == (row[2],)
    assert plan.lines(row[0], width=band.widths[0]) == (row[0],), "codes are texts that stay together"


def test_short_columns_get_their_width_before_long_ones() -> None:
    lines = [("GL01", "企业养老", "说明" * 40)]
    columns = tuple(PrintColumn(label=label) for label in ("代码", "险种", "备注"))
    plan = lay_out(Report(title="", columns=columns, rows=lines), setup=Setup(turn=Turn.PORTRAIT), letters=letters())
    assert plan.lines("企业养老", width=plan.bands[0].widths[1]) == ("企业养老",)


def test_a_line_does_not_begin_with_a_comma() -> None:
    lines = letters().lines("一二三四，五六七八", room=4)
    assert not any(line.startswith("，") for line in lines)
    assert "".join(lines) == "一二三四，五六七八"


def test_signatures_stand_once_at_the_end_and_below_a_row() -> None:
    for rows in range(1, 90):
        plan = lay_out(report(rows=rows), setup=Setup(), letters=letters())
        *others, last = plan.sheets
        assert last.signs
        assert not any(sheet.signs for sheet in others)
        assert last.end > last.first
        used = plan.top + plan.head_height + sum(plan.heights[last.first : last.end]) + signing_height()
        assert used <= plan.height - plan.margin - foot_height() + 0.01


def test_progress_may_end_the_work() -> None:
    class StoppedError(Exception):
        """Somebody pressed 停止."""

    def stop(_done: int, _total: int) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        lay_out(report(), setup=Setup(), letters=letters(), progress=stop)


@settings(max_examples=40, deadline=None)
@given(
    st.integers(0, 120),
    st.integers(0, 8),
    st.integers(0, 14),
    st.sampled_from(Fit),
    st.sampled_from(Turn),
    st.text("险种A1，\n 。", max_size=60),
)
def test_every_cell_stands_on_a_page_once(
    rows: int, texts: int, amounts: int, fit: Fit, turn: Turn, words: str
) -> None:
    made = report(rows=rows, texts=texts, amounts=amounts, words=words)
    plan = lay_out(made, setup=Setup(fit=fit, turn=turn), letters=letters())
    for band in range(len(plan.bands)):
        numbers = [number for one in plan.sheets if one.band == band for number in range(one.first, one.end)]
        assert numbers == list(range(rows))
    beside_keys = [place for band in plan.bands for place in band.columns if place]
    assert beside_keys == list(range(1, 1 + texts + amounts))
    room = plan.height - 2 * plan.margin - plan.head_height
    for one in plan.sheets:
        assert one.end - one.first <= 1 or sum(plan.heights[one.first : one.end]) <= room
