"""数据接收 in the window: receipts, tables, faults with their reason, kept for offline, who starts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject, QSettings, Qt, Signal
from PySide6.QtTest import QTest

from app.store import write_meta
from sync.contact import META_CONTACT
from sync.errors import SyncError
from sync.receipts import ask_receipts, kept_receipts
from sync.wire_receipts import Receipt, ReceiptProblem, Receipts, TableState
from tests.support import COUNTY, PROVINCE, PROVINCE_OPERATOR, YEAR
from ui.desk import Desk
from ui.receiving.asking import ReceiptAsking
from ui.receiving.page import ReceivingPage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.store import Store
    from ui.operations import Operations

    Settle = Callable[[], None]


def receipt(*, table: str, label: str, catalog: str, invalid: int = 0, problems: int = 0) -> Receipt:
    faults = [ReceiptProblem(code=f"9{n}", field="账户类别", text="代码对照中没有它") for n in range(problems)]
    return Receipt(
        table=table,
        label=label,
        catalog=catalog,
        fiscal_year=YEAR,
        at="2026-01-05T08:00:00Z",
        full=True,
        from_version="0",
        to_version="20260105",
        rows=100,
        new=3,
        changed=2,
        taken_over=1,
        disabled=0,
        same=93,
        invalid=invalid,
        problems=faults,
    )


ANSWER = Receipts(
    receipts=[
        receipt(table="ELE_VD08001", label="财政区划", catalog="region"),
        receipt(table="BAS_FUND_ACCOUNT", label="基金账户", catalog="fund_account", invalid=2, problems=2),
    ],
    tables=[TableState(table="BAS_FUND_ACCOUNT", fiscal_year=YEAR, version="20260105", at="2026-01-05", invalid=2)],
)


class Central:
    """Answers once as told, then is away."""

    def __init__(self, *answers: Receipts) -> None:
        self.answers = list(answers)

    def receipts(self, *, limit: int) -> Receipts:
        assert limit
        if not self.answers:
            raise SyncError("连不上中心端。", code="network.refused")
        return self.answers.pop(0)


class Controller(QObject):
    finished = Signal(object)


class Session:
    """A session whose central is given."""

    def __init__(self, central: Central) -> None:
        self.central = central


def offer(store: Store, *offers: str) -> None:
    with store.write() as connection:
        words = ",".join(f'"{one}"' for one in offers)
        write_meta(connection, schema=store.schema, name=META_CONTACT, value=f'{{"offers":[{words}]}}')


def open_page(qtbot: QtBot, desk: Desk, settle: Settle, *, region: str = PROVINCE) -> ReceivingPage:
    page = ReceivingPage("receiving", desk=desk)
    qtbot.addWidget(page)
    page.resize(1200, 600)
    page.show()
    qtbot.waitExposed(page)
    page.set_context(fiscal_year=YEAR, region=region, insurance_type="")
    settle()
    return page


@pytest.fixture
def province_desk(store: Store, operations: Operations, tmp_path: Path) -> Desk:
    settings = QSettings(str(tmp_path / "province.ini"), QSettings.Format.IniFormat)
    return Desk(store=store, user=PROVINCE_OPERATOR, operations=operations, settings=settings, folder=tmp_path)


def cells(table: object, row: int) -> list[str]:
    model = table.model()  # type: ignore[attr-defined]
    return [str(model.index(row, n).data()) for n in range(model.columnCount())]


def test_a_round_brings_receipts_and_the_page_shows_them(
    qtbot: QtBot, province_desk: Desk, settle: Settle, store: Store
) -> None:
    page = open_page(qtbot, province_desk, settle)
    assert page.empty.isVisible()
    assert "同步" in page.empty.texts[1]
    offer(store, "receipts")
    controller, session = Controller(), Session(Central(ANSWER))
    asking = ReceiptAsking(controller, desk=province_desk, session=lambda: session)  # type: ignore[arg-type,return-value]
    controller.finished.emit(None)
    settle()
    assert not page.empty.isVisible()
    assert cells(page.receipts, 0)[1:9] == ["财政区划", str(YEAR), "全量", "100", "3", "2", "0", "0"]
    assert page.receipts.rows() == [1]
    assert cells(page.problems, 0) == ["90", "账户类别", "代码对照中没有它"]
    assert "请在平台上更正" in page.which.text()
    assert "有 2 行不能接收" in page.told.text()
    assert cells(page.states, 0)[3] == "2"
    assert "shebao central receive" in page.how.text()
    asking.ask()
    settle()
    with store.read() as connection:
        kept = kept_receipts(connection, schema=store.schema)
    assert kept is not None
    assert kept.receipts == ANSWER.receipts


def test_a_receipt_leads_to_its_catalog(qtbot: QtBot, province_desk: Desk, settle: Settle, store: Store) -> None:
    offer(store, "receipts")
    assert ask_receipts(store, central=Central(ANSWER))  # type: ignore[arg-type]
    page = open_page(qtbot, province_desk, settle)
    page.receipts.choose([0])
    assert "没有不能接收的行" in page.which.text()
    page.receipts.setFocus()
    with qtbot.waitSignal(page.page_requested) as opened:
        QTest.keyClick(page.receipts, Qt.Key.Key_Return)
    assert opened.args == ["region"]


def test_a_county_reads_counts_only_and_is_told_who_starts_it(
    qtbot: QtBot, desk: Desk, settle: Settle, store: Store
) -> None:
    offer(store, "receipts")
    blank = [receipt(table="BAS_FUND_ACCOUNT", label="基金账户", catalog="fund_account", invalid=2)]
    ask_receipts(store, central=Central(Receipts(receipts=blank, tables=[])))  # type: ignore[arg-type]
    page = open_page(qtbot, desk, settle, region=COUNTY)
    assert "由省级处理" in page.which.text()
    assert "本级不能发起" in page.how.text()


def test_an_older_central_is_not_asked_and_the_same_answer_is_no_news(store: Store) -> None:
    offer(store, "snapshot")
    assert not ask_receipts(store, central=Central())  # type: ignore[arg-type]
    offer(store, "receipts")
    central = Central(ANSWER, ANSWER)
    assert ask_receipts(store, central=central)  # type: ignore[arg-type]
    assert not ask_receipts(store, central=central)  # type: ignore[arg-type]


def test_a_central_without_receipts_says_how_it_is_started(
    qtbot: QtBot, province_desk: Desk, settle: Settle, store: Store
) -> None:
    offer(store, "receipts")
    ask_receipts(store, central=Central(Receipts()))  # type: ignore[arg-type]
    page = open_page(qtbot, province_desk, settle)
    assert page.empty.texts[0] == "中心端还没有从一体化平台接收过数据"
    assert "shebao central receive" in page.empty.texts[1]
