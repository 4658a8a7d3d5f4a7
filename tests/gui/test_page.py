"""The catalog page: tree and grid, the officers' buttons and why not, forms, deletion, queries, empty states."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QToolButton
from sqlalchemy import update

from app.row_state import LineState, RowState
from app.store import now_text
from tests.gui.grid_support import CATEGORY, CODE, NAME, SUBJECT, put_details, text, texts
from tests.support import CITY, COUNTY, OTHER_COUNTY, PROVINCE, PROVINCE_OPERATOR, REVIEWER, YEAR, put_rows
from ui.grid.menu import GridMenu
from ui.page.catalog_page import CatalogPage

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.people import User
    from app.store import Store
    from ui.desk import Desk
    from ui.page.row_form import RowForm

    Settle = Callable[[], None]
    Open = Callable[..., CatalogPage]


@pytest.fixture
def open_page(qtbot: QtBot, desk: Desk, settle: Settle) -> Open:
    """Return a function that shows a page as the window would."""

    def show(name: str = SUBJECT, *, user: User | None = None, region: str = COUNTY, type_: str = "") -> CatalogPage:
        desk.user = user or desk.user
        page = CatalogPage(desk.schema.catalog(name), desk=desk)
        desk.rows_changed.connect(page.refresh)
        qtbot.addWidget(page)
        page.resize(1240, 700)
        page.show()
        qtbot.waitExposed(page)
        page.set_context(fiscal_year=YEAR, region=region, insurance_type=type_)
        settle()
        return page

    return show


def below(page: CatalogPage, label: str, parent: QModelIndex) -> QModelIndex:
    assert page.tree is not None
    model = page.tree.tree
    found = [model.index(row, 0, parent) for row in range(model.rowCount(parent))]
    return next(index for index in found if label in str(index.data()))


def choose(page: CatalogPage, settle: Settle, *labels: str) -> None:
    """Open the tree along labels and choose the last one."""
    assert page.tree is not None
    index = page.tree.tree.index(0, 0)
    for label in labels:
        page.tree.expand(index)
        settle()
        index = below(page, label, index)
    page.tree.choose(index)
    settle()


def why(page: CatalogPage, name: str) -> str:
    """Return a disabled button's tooltip, '' for an enabled one."""
    action = page.toolbar.actions_by_name[name]
    return "" if action.isEnabled() else action.toolTip()


def press(page: CatalogPage, name: str, settle: Settle) -> None:
    assert why(page, name) == ""
    page.toolbar.actions_by_name[name].trigger()
    settle()


def messages(page: CatalogPage) -> list[str]:
    told: list[str] = []
    page.status_message.connect(told.append)
    return told


def form_of(page: CatalogPage) -> RowForm:
    assert page.forms.form is not None
    return page.forms.form


def test_the_chosen_node_decides_what_the_grid_shows(open_page: Open, store: Store, settle: Settle) -> None:
    put_details(store, 3)
    page = open_page()
    assert texts(page.model, CODE) == ["1003", "10030000", "10030001", "10030002", "1004"]
    choose(page, settle, "资产", "1004")
    assert texts(page.model, CODE) == ["1004"]
    choose(page, settle, "资产", "1003")
    assert texts(page.model, CODE) == ["1003", "10030000", "10030001", "10030002"]
    assert page.foot.count_text == "共 4 行"


def test_a_hidden_trees_node_is_named_above_the_rows_and_goes_with_a_click(
    open_page: Open, store: Store, settle: Settle
) -> None:
    put_details(store, 2)
    page = open_page()
    choose(page, settle, "资产", "1003")
    assert page.chips.isHidden(), "the tree shows it"
    page.desk.seeing.choose("tree")
    chip = next(one for one in page.chips.findChildren(QToolButton) if one.text().startswith("所选节点："))
    assert page.chips.isVisible()
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    settle()
    assert texts(page.model, CODE) == ["1003", "10030000", "10030001", "1004"]
    assert page.chips.isHidden()


def test_a_new_row_is_waited_for_while_rows_are_looked_for(
    open_page: Open, store: Store, qtbot: QtBot, settle: Settle
) -> None:
    page, gate, heard = open_page(), threading.Event(), threading.Event()
    choose(page, settle, "资产", "1003")
    page.desk.operations.run(lambda _: gate.wait(10), done=lambda _: None, owner=page, lane="find")
    (row_id,) = put_details(store, 1)
    page.refresh()
    page.jump.go(row_id)
    page.desk.operations.run(lambda _: None, done=lambda _: heard.set(), owner=page)
    qtbot.waitUntil(heard.is_set)
    gate.set()
    settle()
    assert texts(page.model, CODE) == ["1003", "10030000"]
    assert page.grid.currentIndex().row() == 1


def test_all_levels_show_when_asked_for(open_page: Open, store: Store, settle: Settle) -> None:
    put_details(store, 1)
    page = open_page("region")
    choose(page, settle, "财政部")
    assert texts(page.model, CODE) == ["109900000", "330000000"]
    assert page.tree_part is not None
    page.tree_part.deep.setChecked(True)
    settle()
    assert COUNTY in texts(page.model, CODE)


def test_buttons_say_why_not(open_page: Open, store: Store, settle: Settle) -> None:
    put_details(store, 1)
    page = open_page()
    page.grid.go_to(0, NAME)
    assert "部定标准行只读" in why(page, "delete")
    page.grid.go_to(1, NAME)
    assert why(page, "delete") == ""
    assert "都已启用" in why(page, "enable")
    page.grid.clearSelection()
    assert "先选中" in why(page, "disable")
    page.set_context(fiscal_year=YEAR, region=CITY, insurance_type="")
    settle()
    assert "只能为本级（海曙区）新增" in why(page, "add")


def test_a_reviewer_only_reads(open_page: Open) -> None:
    page = open_page(user=REVIEWER)
    for name in ("add", "delete", "save", "import", "enable", "disable"):
        assert "审核岗不能修改数据" in why(page, name)
    assert [why(page, name) for name in ("refresh", "export", "query")] == ["", "", ""]


def test_a_row_is_added_below_the_chosen_node(open_page: Open, settle: Settle) -> None:
    page = open_page()
    choose(page, settle, "资产", "1003")
    press(page, "add", settle)
    form = form_of(page)
    assert {name: form.fields[name].text for name in ("code", "parent_code", "category")} == {
        "code": "1003",
        "parent_code": "1003 财政专户存款",
        "category": "资产",
    }
    form.fields["code"].put("汉字")
    form.save()
    settle()
    assert form.isVisible()
    assert {name for name, one in form.fields.items() if one.error} == {"code", "name"}
    form.fields["code"].put("100301")
    form.fields["name"].put("农行专户")
    assert not form.fields["balance_side"].text
    form.save()
    settle()
    assert page.forms.form is None
    assert texts(page.model, NAME) == ["财政专户存款", "农行专户"]
    assert page.grid.currentIndex().row() == 1
    row = page.model.row_at(1)
    assert row is not None
    assert row.state == RowState.WAITING
    sides = [one.label for one in page.model.columns]
    assert row.texts[sides.index("余额方向")] == "借"


def test_what_a_rule_refuses_is_said_beside_the_field(open_page: Open, store: Store, settle: Settle) -> None:
    put_details(store, 1)
    page = open_page()
    choose(page, settle, "资产", "1003")
    press(page, "add", settle)
    form = form_of(page)
    for name, typed in (("code", "10030000"), ("name", "重复"), ("balance_side", "借")):
        form.fields[name].put(typed)
    form.save()
    settle()
    assert "逻辑主键重复" in form.fields["code"].error
    form.reject()
    press(page, "add", settle)
    assert form_of(page).fields["name"].text == "重复"
    form_of(page).reject()


def test_a_row_is_edited_in_its_form(open_page: Open, store: Store, settle: Settle) -> None:
    put_details(store, 2)
    page = open_page()
    page.grid.go_to(1, NAME)
    page.grid.setFocus()
    QTest.keyClick(page.grid, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    form = form_of(page)
    form.fields["name"].put("改过的")
    form.fields["remark"].put("一\n二")
    form.save()
    settle()
    assert text(page.model, 1, NAME) == "改过的"
    page.grid.form_wanted.emit(0)
    assert not form_of(page).can_save
    form_of(page).reject()


def test_rows_are_deleted_after_a_question(open_page: Open, store: Store, settle: Settle) -> None:
    put_details(store, 3)
    page = open_page()
    told = messages(page)
    page.grid.selectRow(1)
    page.grid.selectionModel().select(page.model.index(3, NAME), page.grid.selectionModel().SelectionFlag.Select)
    press(page, "delete", settle)
    answer(QApplication.activeModalWidget(), "删除")
    settle()
    assert texts(page.model, NAME) == ["财政专户存款", "明细0001", "支出户存款"]
    assert told[-1] == "已删除 2 行，待同步上传"


def test_a_row_in_use_is_not_deleted_and_says_so(open_page: Open, store: Store, settle: Settle) -> None:
    put_details(store, 1)
    page = open_page()
    told = messages(page)
    page.model.set_cells([(1, CODE, "100399")])
    settle()
    choose(page, settle, "资产", "1003", "100399")
    press(page, "add", settle)
    form = form_of(page)
    for name, typed in (("code", "10039901"), ("name", "下级"), ("balance_side", "借")):
        form.fields[name].put(typed)
    form.save()
    settle()
    page.grid.selectRow(0)
    press(page, "delete", settle)
    shown = page.actions_on_rows.uses.dialog
    assert shown is not None
    assert shown.plan.sentence.startswith("选中 1 行，其中 1 行正在使用。使用中的行不能删除。可以停用")
    assert [shown.table.model().index(0, n).data() for n in (1, 2, 3)] == ["财政专户会计科目", "上级科目", "1"]
    offered = [one.text() for one in shown.buttons.buttons()]
    assert offered == ["取消", "改为停用 1 行"]
    QTest.mouseClick(shown.buttons.buttons()[1], Qt.MouseButton.LeftButton)
    settle()
    assert told[-1] == "已停用 1 行，待同步上传"


def test_a_region_in_use_is_neither_deleted_nor_disabled_and_the_dialog_says_where(
    open_page: Open, store: Store, settle: Settle
) -> None:
    page = open_page("region", user=PROVINCE_OPERATOR, region=PROVINCE)
    told = messages(page)
    column = next(n for n, one in enumerate(page.model.columns) if one.name == "mof_div_code")
    codes = texts(page.model, column)
    page.grid.selectRow(codes.index(COUNTY))
    put_rows(
        store, "fund_account", {"mof_div_code": COUNTY, "account_no": "1", "account_name": "户", "bank_name": "行"}
    )
    press(page, "disable", settle)
    shown = page.actions_on_rows.uses.dialog
    assert shown is not None
    assert shown.plan.sentence.endswith("使用中的不能停用，请先把使用它的数据改到别处。")
    assert [one.text() for one in shown.buttons.buttons()] == ["取消"]
    shown.reject()
    page.grid.selectRow(codes.index(OTHER_COUNTY))
    press(page, "disable", settle)
    assert told[-1] == "已停用 1 行，待同步上传"


def answer(box: object, label: str) -> None:
    """Press a button of the open message box."""
    assert isinstance(box, QMessageBox)
    button = next(one for one in box.findChildren(QPushButton) if one.text() == label)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_rows_are_disabled_and_hidden_when_asked(open_page: Open, store: Store, settle: Settle) -> None:
    put_details(store, 2)
    page = open_page()
    page.grid.selectRow(1)
    press(page, "disable", settle)
    assert page.model.row_at(1).is_muted  # type: ignore[union-attr]
    page.query_bar.enabled_only.setChecked(True)
    settle()
    assert "明细0000" not in texts(page.model, NAME)


def test_saving_says_that_all_is_kept_or_where_it_is_not(open_page: Open, store: Store, settle: Settle) -> None:
    put_details(store, 1)
    page = open_page()
    told = messages(page)
    page.grid.setFocus()
    page.grid.go_to(1, NAME)
    QTest.keyClicks(page.grid.viewport(), "n")
    press(page, "save", settle)
    assert text(page.model, 1, NAME) == "n"
    assert told[-1] == "全部已保存在本机，同步时上传"
    page.model.set_cells([(1, CATEGORY, "错")])
    settle()
    page.grid.go_to(0, NAME)
    press(page, "save", settle)
    assert "还有 1 处录入没有保存" in told[-1]
    assert page.grid.currentIndex() == page.model.index(1, CATEGORY)


def test_words_find_rows_and_nothing_found_says_so(open_page: Open, store: Store, settle: Settle, qtbot: QtBot) -> None:
    put_details(store, 3)
    page = open_page()
    QTest.keyClicks(page.query_bar.words, "10030001")
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    QTest.keyClicks(page.query_bar.words, "zzz")
    QTest.keyClick(page.query_bar.words, Qt.Key.Key_Return)
    settle()
    assert page.empty.isVisible()
    assert page.empty.texts == ("没有符合条件的行", "请换个词，或清除查询条件后再看。")
    button = next(one for one in page.empty.findChildren(QPushButton))
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    settle()
    assert page.grid.isVisible()
    assert page.model.rowCount() == 5


def test_an_empty_catalog_says_what_to_do(open_page: Open) -> None:
    page = open_page("fund_account")
    assert page.empty.isVisible()
    assert page.empty.texts[0] == "还没有基金账户"
    assert [one.text() for one in page.empty.findChildren(QPushButton)] == ["新增", "导入"]
    other = open_page("pooling_level")
    assert "由省级维护" in other.empty.texts[1]


def test_a_row_is_found_whatever_hides_it(open_page: Open, store: Store, settle: Settle) -> None:
    ids = put_details(store, 3)
    page = open_page()
    choose(page, settle, "资产", "1004")
    page.query_bar.words.setText("支出")
    page.query_bar.words.returnPressed.emit()
    settle()
    page.show_row(ids[1])
    settle()
    assert text(page.model, page.grid.currentIndex().row(), NAME) == "明细0001"


def test_a_cell_is_gone_to_by_its_field(open_page: Open, store: Store, settle: Settle) -> None:
    ids = put_details(store, 2)
    page = open_page()
    page.show_row(ids[1], field="name")
    settle()
    index = page.grid.currentIndex()
    assert (index.column(), text(page.model, index.row(), NAME)) == (NAME, "明细0001")


def test_settling_is_asked_for_from_the_menu(open_page: Open, store: Store, settle: Settle) -> None:
    ids = put_details(store, 2)
    page = open_page()
    page.model.set_cells([(1, NAME, "改")])
    settle()
    outbox = store.schema.table("outbox")
    with store.write() as connection:
        connection.execute(
            update(outbox).values(
                state=LineState.CONFLICT, theirs='{"name": "中心的"}', theirs_by="nb_jb", theirs_at=now_text()
            )
        )
        table = store.schema.rows[SUBJECT]
        connection.execute(update(table).where(table.c.id == ids[0]).values(state=int(RowState.CONFLICT)))
    page.refresh()
    settle()
    tip = text(page.model, 1, NAME, Qt.ItemDataRole.ToolTipRole)
    assert "本机填“改”" in tip
    assert "中心现为“中心的”" in tip
    asked: list[tuple[str, list[str]]] = []
    page.settle_requested.connect(lambda kind, rows: asked.append((kind, rows)))
    page.grid.go_to(1, NAME)
    page.grid.menu_wanted.emit(page.grid.mapToGlobal(page.grid.rect().center()))
    menu = page.findChild(GridMenu)
    assert menu is not None
    found = {action.text(): action for action in menu.actions()}
    found["处理冲突…"].trigger()
    assert asked == [("conflict", [ids[0]])]
    menu.close()


def test_the_window_learns_what_is_shown(open_page: Open, settle: Settle) -> None:
    page = open_page()
    choose(page, settle, "资产")
    query = page.shown_query()
    assert query is not None
    assert (query.catalog, query.region, query.groups) == (SUBJECT, COUNTY, (("category", "1"),))
    assert page.shown_sheet() is None


def test_tab_stays_in_the_grid_and_f6_leaves_it(open_page: Open, qtbot: QtBot, store: Store, settle: Settle) -> None:
    put_details(store, 2)
    page = open_page()
    page.activateWindow()
    page.grid.setFocus()
    qtbot.waitUntil(page.grid.hasFocus)
    settle()
    page.grid.go_to(0, CODE)
    QTest.keyClick(page.grid, Qt.Key.Key_Tab)
    assert page.grid.hasFocus()
    assert page.grid.currentIndex().column() == NAME
    QTest.keyClick(page.grid, Qt.Key.Key_F6)
    assert not page.grid.hasFocus()
