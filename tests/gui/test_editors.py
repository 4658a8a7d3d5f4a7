"""Cell editors by kind: notes, numbers, dates, choices, several references; the same ones serve the form."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPlainTextEdit, QTreeView

from app.fields import Choice, Choices, Date, Field, Flag, Money, Note, Reference, References, Text
from ui.editors import CellEditor, as_editor, make_editor
from ui.editors.date import DateEditor
from ui.editors.pick import PickEditor
from ui.editors.reference import ReferenceEditor

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QWidget
    from pytestqt.qtbot import QtBot

    from app.fields import Value
    from ui.page.offers import Offers

    Make = Callable[[Field], tuple[QWidget, CellEditor]]

Key = Qt.Key
KINDS: tuple[tuple[Field, str, Value], ...] = (
    (Text(name="a", label="甲"), "文字", "文字"),
    (Note(name="a", label="甲"), "一\n二", "一\n二"),
    (Money(name="a", label="甲"), "1,234.50", 123450),
    (Date(name="a", label="甲"), "2026-01-31", date(2026, 1, 31)),
    (Choice(name="a", label="甲", options=(("1", "资产"), ("2", "负债"))), "负债", "2"),
    (Flag(name="a", label="甲"), "是", True),
    (Reference(name="a", label="甲", to="insurance_type"), "1101 企业养老", "1101"),
    (References(name="a", label="甲", to="insurance_type"), "1106,1101", "1101,1106"),
    (References(name="a", label="甲", to="insurance_type"), "全部", "all"),
    (Choices(name="a", label="甲", options=("险种", "账户")), "账户,险种", "险种、账户"),
)


@pytest.fixture
def make(qtbot: QtBot, offers: Offers) -> Make:
    def build(field: Field) -> tuple[QWidget, CellEditor]:
        widget = make_editor(field, offers=offers)
        qtbot.addWidget(widget)
        widget.show()
        qtbot.waitExposed(widget)
        widget.setFocus()
        return widget, as_editor(widget)

    return build


@pytest.mark.parametrize(("field", "text", "value"), [one for one in KINDS if not isinstance(one[0], Flag)])
def test_an_input_method_composes_in_every_editor(make: Make, field: Field, text: str, value: Value) -> None:
    widget, editor = make(field)
    editor.begin(text)
    assert field.read(editor.typed()) == value
    assert widget.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    select_all = getattr(widget, "selectAll", None)
    assert select_all is not None
    select_all()
    before = editor.typed()
    for letters in ("n", "ni", "nian"):
        QGuiApplication.sendEvent(widget, QInputMethodEvent(letters, []))
    assert widget.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle).isValid()
    finished = QInputMethodEvent("", [])
    finished.setCommitString("年")
    QGuiApplication.sendEvent(widget, finished)
    typed = widget.toPlainText() if isinstance(widget, QPlainTextEdit) else widget.text()  # type: ignore[attr-defined]
    assert typed == "年"
    assert before != typed


@pytest.mark.parametrize(("field", "text", "value"), KINDS)
def test_an_editor_gives_back_what_it_began_with(make: Make, field: Field, text: str, value: Value) -> None:
    _, editor = make(field)
    editor.begin(text)
    assert field.read(editor.typed()) == value


def test_a_note_takes_line_breaks(make: Make) -> None:
    widget, editor = make(Note(name="a", label="甲"))
    editor.begin("")
    QTest.keyClicks(widget, "a")
    QTest.keyClick(widget, Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    QTest.keyClicks(widget, "b")
    assert editor.typed() == "a\nb"


def test_a_date_is_picked_or_today(make: Make) -> None:
    widget, editor = make(Date(name="a", label="甲"))
    assert isinstance(widget, DateEditor)
    editor.begin("2026-02-03")
    QTest.keyClick(widget, Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    calendar = widget.calendar
    assert calendar is not None
    assert calendar.isVisible()
    assert calendar.selectedDate().toPython() == date(2026, 2, 3)
    calendar.clicked.emit(calendar.selectedDate().addDays(1))
    assert (editor.typed(), calendar.isVisible()) == ("2026-02-04", False)
    QTest.keyClick(widget, Key.Key_Semicolon, Qt.KeyboardModifier.ControlModifier)
    assert Date(name="a", label="甲").read(editor.typed()) == date.today()  # noqa: DTZ011 - the person's own day


def test_arrows_choose_among_options(make: Make) -> None:
    widget, editor = make(Choice(name="a", label="甲", options=(("1", "资产"), ("2", "负债"), ("3", "净资产"))))
    editor.begin("资产")
    assert isinstance(widget, PickEditor)
    QTest.keyClick(widget, Key.Key_Down)
    assert widget.is_open
    QTest.keyClick(widget, Key.Key_Down)
    editor.choose()
    assert (editor.typed(), widget.is_open) == ("负债", False)


def test_several_references_are_ticked(make: Make, qtbot: QtBot) -> None:
    widget, editor = make(References(name="a", label="甲", to="insurance_type"))
    assert isinstance(widget, PickEditor)
    editor.begin("1106")
    editor.unfold()
    qtbot.waitUntil(lambda: widget.is_open)
    assert widget.listed_texts() == ["全部", "1101 企业职工基本养老保险", "1102 城乡居民基本养老保险", "1106 工伤保险"]
    QTest.keyClick(widget, Key.Key_Down)
    QTest.keyClick(widget, Key.Key_Down)
    QTest.keyClick(widget, Key.Key_Space)
    assert editor.typed() == "1101,1106"
    QTest.keyClick(widget, Key.Key_Space)
    QTest.keyClicks(widget, "1102")
    qtbot.waitUntil(lambda: widget.listed_texts() == ["1102 城乡居民基本养老保险"])
    editor.choose()
    assert editor.typed() == "1102,1106"
    editor.unfold()
    qtbot.waitUntil(lambda: len(widget.listed_texts()) == 4)
    QTest.keyClick(widget, Key.Key_Up)
    QTest.keyClick(widget, Key.Key_Space)
    assert editor.typed() == "全部"


def test_several_words_are_ticked_in_the_order_of_the_list(make: Make) -> None:
    field = Choices(name="a", label="甲", options=("险种", "账户", "往来单位"))
    widget, editor = make(field)
    assert isinstance(widget, PickEditor)
    editor.begin("账户、部门")
    editor.unfold()
    assert widget.listed_texts() == ["险种", "账户", "往来单位", "部门"]
    QTest.keyClick(widget, Key.Key_Down)
    QTest.keyClick(widget, Key.Key_Space)
    assert editor.typed() == "险种、账户、部门"
    assert widget.placeholderText() == "险种、账户、部门"
    QTest.keyClicks(widget, "wldw")
    assert widget.listed_texts() == ["往来单位"]
    editor.choose()
    assert editor.typed() == "险种、账户、往来单位、部门"
    QTest.keyClicks(widget, "x9")
    assert editor.typed() == "险种、账户、往来单位、部门、x9"
    assert "没有“部门、x9”" in (field.check(editor.typed()) or "")


def test_words_find_by_short_name_and_say_when_there_is_nothing(make: Make, qtbot: QtBot) -> None:
    widget, editor = make(Reference(name="a", label="甲", to="insurance_type"))
    assert isinstance(widget, PickEditor)
    editor.begin("")
    QGuiApplication.clipboard().setText("企业养老")
    widget.paste()
    qtbot.waitUntil(lambda: widget.listed_texts() == ["1101 企业职工基本养老保险"])
    widget.selectAll()
    QGuiApplication.clipboard().setText("没有")
    widget.paste()
    qtbot.waitUntil(lambda: "没有找到" in widget.listed_texts()[0])
    editor.choose()
    assert editor.typed() == "没有"


def test_a_number_is_calculated_and_a_date_gets_its_year(make: Make) -> None:
    widget, editor = make(Money(name="a", label="甲"))
    editor.begin("1,234.50")
    assert editor.typed() == "1234.50"
    widget.clear()  # type: ignore[attr-defined]
    QTest.keyClicks(widget, "=100+20*3")
    assert editor.typed() == "160"
    _, editor = make(Date(name="a", label="甲"))
    editor.begin("3/1")
    assert editor.typed() == f"{date.today().year}-03-01"  # noqa: DTZ011 - the person's own day


def test_arrows_choose_a_day_in_the_calendar(make: Make) -> None:
    widget, editor = make(Date(name="a", label="甲"))
    assert isinstance(widget, DateEditor)
    editor.begin("2026-02-03")
    moves = [editor.takes_arrows]
    QTest.keyClick(widget, Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    moves.append(editor.takes_arrows)
    QTest.keyClick(widget, Key.Key_Down)
    QTest.keyClick(widget, Key.Key_Right)
    editor.choose()
    moves.append(editor.takes_arrows)
    assert (editor.typed(), moves) == ("2026-02-11", [False, True, False])


def test_a_catalog_that_is_a_tree_opens_as_one(make: Make, qtbot: QtBot) -> None:
    widget, editor = make(Reference(name="a", label="甲", to="region"))
    assert isinstance(widget, ReferenceEditor)
    editor.begin("")
    editor.unfold()
    qtbot.waitUntil(lambda: widget.is_open)
    assert [text.split()[0] for text in widget.listed_texts()] == ["109900000"]
    tree = widget.findChild(QTreeView)
    assert tree is not None
    for code in ("330000000", "330200000", "330203000"):
        QTest.keyClick(widget, Key.Key_Down)
        QTest.keyClick(widget, Key.Key_Right)
        opened = partial(lambda wanted: wanted in str(tree.indexBelow(tree.currentIndex()).data()), code)
        qtbot.waitUntil(opened)
    QTest.keyClick(widget, Key.Key_Down)
    QTest.keyClick(widget, Key.Key_Left)
    assert str(tree.currentIndex().data()).startswith("330200000")
    QTest.keyClick(widget, Key.Key_Down)
    editor.choose()
    assert editor.typed() == "330203000 海曙区"
    editor.unfold()
    qtbot.waitUntil(lambda: widget.is_open)
    assert tree.currentIndex().data() == "330203000 海曙区"
    widget.selectAll()
    QTest.keyClicks(widget, "330203")
    qtbot.waitUntil(lambda: widget.listed_texts() == ["330203000 海曙区"])
