"""Print preview and PDF: what is shown is what is printed; pages painted and read back, files whole or not there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtTest import QTest

from app.errors import WorkbookError
from app.report_pages.layout import lay_out
from app.report_pages.report import PrintColumn, Report, Setup
from tests.gui.grid_support import put_details, subjects
from tests.support import COUNTY, YEAR, put_rows
from ui.operations import CancelledError
from ui.page.catalog_page import CatalogPage
from ui.printing.content import Look, Shown, heading_for, in_unit, reading_all, report_of
from ui.printing.output import page_layout, write_pdf
from ui.printing.painting import RED, paint_page, print_letters
from ui.printing.preview import PreviewDialog, Printed
from ui.printing.prints import printed_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.report_pages.layout import Plan
    from ui.desk import Context, Desk
    from ui.grid.view import GridView


class Recorder:
    """Stands for a painter and keeps the texts painted, each with the ink it was painted in."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.red: list[str] = []
        self._pen: object = None

    def drawText(self, *given: Any) -> None:  # noqa: ANN401, N802 - a painter's own
        self.texts.append(given[-1])
        if self._pen == RED:
            self.red.append(given[-1])

    def setPen(self, pen: object) -> None:  # noqa: N802 - as above
        self._pen = pen

    def __getattr__(self, _name: str) -> Callable[..., None]:
        return lambda *_: None


def texts_of(plan: Plan, number: int) -> list[str]:
    """Return the texts on a page."""
    recorder = Recorder()
    paint_page(recorder, plan, number=number)  # type: ignore[arg-type]
    return recorder.texts


def two_pages(*, rows: int = 60) -> Report:
    """Return a report of a bit more than a page."""
    columns = (PrintColumn(label="代码", is_key=True), PrintColumn(label="余额", is_number=True))
    lines = [(f"10{n:04}", f"{'-' if n == 1 else ''}{n},000.00") for n in range(rows)]
    return Report(
        title="基金账户",
        columns=columns,
        rows=lines,
        left="编制单位：海曙区",
        right="单位：元",
        signers=("制表人", "审核人", "负责人"),
    )


@pytest.fixture
def preview(qtbot: QtBot, desk: Desk, view: GridView, settle: Callable[[], None]) -> PreviewDialog:
    source = view.grid.source
    assert source is not None
    shown = Shown(catalog="accounting_subject", fiscal_year=YEAR, region=COUNTY)
    printed = Printed(
        source=source,
        places=view.columns_in_sight(),
        selected=list(source.keys[3:5]),
        shown=shown,
        file_words=("科目",),
    )
    dialog = PreviewDialog(printed, desk=desk)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.show()
    settle()
    return dialog


@pytest.mark.usefixtures("qapp")
def test_head_unit_page_numbers_and_signatures_stand_where_they_should() -> None:
    plan = lay_out(two_pages(), setup=Setup(), letters=print_letters())
    assert len(plan.sheets) == 2
    first, last = texts_of(plan, 0), texts_of(plan, 1)
    for page, number in ((first, 1), (last, 2)):
        assert {"基金账户", "代码", "余额", "编制单位：海曙区", "单位：元"} <= set(page)
        assert f"第 {number} 页　共 2 页" in page
    assert "制表人：" not in first
    assert {"制表人：", "审核人：", "负责人："} <= set(last)
    codes = [text for text in (*first, *last) if re.fullmatch(r"10\d{4}", text)]
    assert codes == [f"10{n:04}" for n in range(60)]


@pytest.mark.usefixtures("qapp")
def test_negative_amounts_are_red_where_that_is_wanted() -> None:
    recorder = Recorder()
    paint_page(recorder, lay_out(two_pages(), setup=Setup(), letters=print_letters()), number=0)  # type: ignore[arg-type]
    assert recorder.red == ["-1,000.00"]


@pytest.mark.usefixtures("qapp")
def test_a_pdf_has_all_pages_and_carries_its_font(tmp_path: Path) -> None:
    plan = lay_out(two_pages(), setup=Setup(), letters=print_letters())
    told: list[tuple[int, int]] = []
    assert write_pdf(plan, path=tmp_path / "账户.pdf", progress=lambda *given: told.append(given)) == 2
    content = (tmp_path / "账户.pdf").read_bytes()
    assert len(re.findall(rb"/Type /Page\b(?!s)", content)) == 2
    assert re.search(rb"/FontFile[23]? ", content)
    assert rb"/ToUnicode" in content
    box = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", content)
    assert box is not None
    assert (round(float(box[1])), round(float(box[2]))) == (595, 842)
    assert told[-1] == (2, 2)


@pytest.mark.usefixtures("qapp")
def test_a_stopped_pdf_leaves_the_old_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "账户.pdf"
    path.write_bytes(b"old")

    def stop(done: int, _total: int) -> None:
        if done == 1:
            raise CancelledError

    plan = lay_out(two_pages(), setup=Setup(), letters=print_letters())
    with pytest.raises(CancelledError):
        write_pdf(plan, path=path, progress=stop)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.usefixtures("qapp")
def test_a_pdf_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    plan = lay_out(two_pages(), setup=Setup(), letters=print_letters())
    with pytest.raises(WorkbookError, match="不存在"):
        write_pdf(plan, path=tmp_path / "没有" / "账户.pdf", progress=lambda *_: None)


@pytest.mark.usefixtures("qapp")
def test_the_paper_lies_as_the_plan_says() -> None:
    plan = lay_out(two_pages(), setup=Setup(turn=Setup().turn.LANDSCAPE), letters=print_letters())
    layout = page_layout(plan)
    assert layout.fullRectPoints().width() == 842
    assert layout.pageSize().name().startswith("A4")


def test_amounts_move_their_point_and_round_half_up() -> None:
    assert in_unit(1_234_500_00, moved=4, otherwise="") == "123.45"
    assert in_unit(5_000, moved=4, otherwise="") == "0.01"
    assert in_unit(-1_234_567_890_12, moved=8, otherwise="") == "-12.35"
    assert in_unit(None, moved=4, otherwise="×") == "×"


def test_the_heading_says_who_where_and_when(desk: Desk) -> None:
    shown = Shown(
        catalog="management_value",
        fiscal_year=YEAR,
        region=COUNTY,
        pages=(("insurance_type", "1101"), ("basis", "actual")),
    )
    with desk.store.read() as connection:
        heading = heading_for(connection, schema=desk.schema, user=desk.user, shown=shown)
    assert heading.title == "参数填报"
    assert heading.left == "编制单位：海曙区（330203000）"
    assert heading.middle == "地区：海曙区　2026年度　企业养老　实际"


def test_rows_come_as_the_grid_orders_and_filters_them(
    qtbot: QtBot, view: GridView, desk: Desk, settle: Callable[[], None]
) -> None:
    source = subjects(desk.store, search="明细001")
    source.arrange(order=[("code", True)])
    found: list[Any] = []
    desk.operations.run(reading_all(source), done=found.append, owner=view)
    settle()
    columns = source.columns
    report = report_of(columns, rows=found[0], places=[1, 0], heading=_heading(), look=Look())
    assert [row[0] for row in report.rows] == [f"明细001{n}" for n in range(9, -1, -1)]
    assert [column.label for column in report.columns] == [columns[1].label, columns[0].label]
    assert not source.keys, "the grid's own source is left alone"
    assert qtbot is not None


def _heading() -> Any:  # noqa: ANN401 - a heading that nobody looks at
    from ui.printing.content import Heading  # noqa: PLC0415 - only here

    return Heading(title="")


def test_the_preview_shows_pages_of_all_rows_or_of_the_selected(
    preview: PreviewDialog, settle: Callable[[], None]
) -> None:
    assert preview.plan is not None
    whole = len(preview.plan.report.rows)
    assert whole == 42
    assert "42 行" in preview.choices.told.text()
    preview.choices.rows.setCurrentIndex(1)
    settle()
    assert [row[0] for row in preview.plan.report.rows] == ["10030002", "10030003"]


def test_choices_lay_the_pages_out_anew_and_are_remembered(
    preview: PreviewDialog, desk: Desk, settle: Callable[[], None]
) -> None:
    assert preview.plan is not None
    preview.choices.turn.setCurrentIndex(1)
    preview.choices.signed.setChecked(False)
    preview.choices.title.setText("专户科目表")
    preview.choices.title.editingFinished.emit()
    settle()
    assert preview.plan.width < preview.plan.height
    assert preview.plan.report.title == "专户科目表"
    assert preview.plan.report.signers == ()
    preview.done(0)
    assert desk.settings.value("print/turn") == "portrait"
    assert str(desk.settings.value("print/signed")).lower() == "false"


def test_keys_turn_the_pages_and_the_page_is_painted(
    qtbot: QtBot, preview: PreviewDialog, settle: Callable[[], None]
) -> None:
    preview.choices.paper.setCurrentIndex(0)
    preview.choices.turn.setCurrentIndex(2)
    settle()
    assert preview.plan is not None
    assert len(preview.plan.sheets) == 2
    QTest.keyClick(preview.view, Qt.Key.Key_PageDown)
    assert preview.view.number == 1
    assert not preview.turning.forth.isEnabled()
    picture = preview.view.grab().toImage()
    colours = {picture.pixelColor(x, y).name() for x in range(0, 600, 7) for y in range(0, 400, 7)}
    assert "#ffffff" in colours
    QTest.keyClick(preview.view, Qt.Key.Key_Home)
    assert preview.view.number == 0
    assert qtbot is not None


def test_the_preview_saves_a_pdf_and_says_where(
    preview: PreviewDialog, tmp_path: Path, settle: Callable[[], None]
) -> None:
    path = tmp_path / "科目.pdf"
    preview.save_pdf(path)
    settle()
    assert path.read_bytes().startswith(b"%PDF")
    assert str(path) in preview.said.text()
    assert preview.open_file.isVisible()
    preview.save_pdf(tmp_path / "没有" / "科目.pdf")
    settle()
    assert "不存在" in preview.said.text()


def test_a_page_prints_what_it_shows(qtbot: QtBot, desk: Desk, settle: Callable[[], None], context: Context) -> None:
    put_rows(desk.store, "fund_account", *_accounts())
    page = CatalogPage(desk.schema.catalog("fund_account"), desk=desk)
    qtbot.addWidget(page)
    page.set_context(fiscal_year=YEAR, region=COUNTY, insurance_type="")
    settle()
    printed = printed_of(page, context=context)
    found: list[Any] = []
    desk.operations.run(reading_all(printed.source), done=found.append, owner=page)
    settle()
    look = Look(unit="万元")
    report = report_of(printed.source.columns, rows=found[0], places=printed.places, heading=_heading(), look=look)
    assert report.right == "单位：万元"
    assert any("1,234.57" in row for row in report.rows)
    assert printed.selected == ()


@pytest.fixture
def context() -> Context:
    from ui.desk import Context  # noqa: PLC0415 - the type is needed only as such above

    return Context(fiscal_year=YEAR, region=COUNTY)


def _accounts() -> list[dict[str, object]]:
    return [
        {
            "mof_div_code": COUNTY,
            "account_no": "3901100009000123",
            "account_name": "海曙区财政专户",
            "bank_name": "农行",
            "account_type": "31",
            "balance": 1_234_567_890,
        }
    ]


def test_more_rows_than_anybody_prints_are_refused(
    view: GridView, desk: Desk, settle: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    put_details(desk.store, 20, start=200)
    monkeypatch.setattr("ui.printing.content.MOST_ROWS", 10)
    told: list[str] = []
    desk.operations.run(
        reading_all(subjects(desk.store)),
        done=lambda _: told.append("read"),
        failed=lambda error: told.append(error.sentence),
        owner=view,
    )
    settle()
    assert len(told) == 1
    assert "一次最多打印 10 行" in told[0]


def test_the_printer_gets_the_pages_that_were_chosen(
    preview: PreviewDialog, tmp_path: Path, settle: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def choose(dialog: QPrintDialog) -> int:
        printer = dialog.printer()
        printer.setOutputFileName(str(tmp_path / "printed.pdf"))
        printer.setPrintRange(QPrinter.PrintRange.PageRange)
        printer.setFromTo(2, 2)
        return 1

    preview.choices.turn.setCurrentIndex(2)
    settle()
    monkeypatch.setattr(QPrintDialog, "exec", choose)
    preview.paper.click()
    settle()
    assert "已交给打印机" in preview.said.text()
    assert len(re.findall(rb"/Type /Page\b(?!s)", (tmp_path / "printed.pdf").read_bytes())) == 1
