"""The tree model and view: levels on demand, refresh by steps, expansion and selection that stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest

from app.commands import CellEdit, delete_rows, edit_cells, set_enabled
from app.errors import StoreError
from app.rows import Query
from tests.gui.grid_support import SUBJECT, put_details
from tests.support import COUNTY, OPERATOR, YEAR, put_rows
from ui.look.looks import looks_of
from ui.tree.model import TreeModel
from ui.tree.source import TreeSource
from ui.tree.view import TreeView

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from app.store import Store
    from app.tree import Node
    from ui.operations import Operations

    Settle = Callable[[], None]


@pytest.fixture
def model(operations: Operations) -> TreeModel:
    made = TreeModel(operations=operations, looks=looks_of(QGuiApplication.palette()))
    made.tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Warning)  # type: ignore[attr-defined]
    return made


@pytest.fixture
def view(qtbot: QtBot, model: TreeModel) -> TreeView:
    made = TreeView(model)
    made.resize(300, 400)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def tree(store: Store, catalog: str = SUBJECT, *, enabled_only: bool = False) -> TreeSource:
    query = Query(catalog=catalog, fiscal_year=YEAR, region=COUNTY, enabled_only=enabled_only)
    return TreeSource(store=store, query=query)


def labels(model: TreeModel, parent: QModelIndex) -> list[str]:
    return [str(model.index(row, 0, parent).data()) for row in range(model.rowCount(parent))]


def below(model: TreeModel, label: str, parent: QModelIndex) -> QModelIndex:
    return next(
        model.index(row, 0, parent)
        for row in range(model.rowCount(parent))
        if label in str(model.index(row, 0, parent).data())
    )


def open_assets(view: TreeView, settle: Settle) -> QModelIndex:
    """Open the heading 资产 and the subject 1003 below it."""
    model = view.tree
    heading = below(model, "资产", model.index(0, 0))
    view.expand(heading)
    settle()
    subject = below(model, "1003", heading)
    view.expand(subject)
    settle()
    return subject


def test_levels_are_read_when_opened(qtbot: QtBot, operations: Operations, store: Store, settle: Settle) -> None:
    put_details(store, 3)
    put_rows(store, SUBJECT, {"mof_div_code": COUNTY, "code": "2001", "name": "暂收款", "category": "2"})
    view = TreeView(TreeModel(operations=operations, looks=looks_of(QGuiApplication.palette())))
    qtbot.addWidget(view)  # without a model tester, which opens every level
    view.show()
    qtbot.waitExposed(view)
    view.tree.show_source(tree(store))
    settle()
    top = view.tree.index(0, 0)
    assert labels(view.tree, top) == ["资产（5）", "负债（1）"]
    heading = view.tree.index(0, 0, top)
    assert view.tree.rowCount(heading) == 0
    assert view.tree.hasChildren(heading)
    subject = open_assets(view, settle)
    assert labels(view.tree, subject) == ["10030000 明细0000", "10030001 明细0001", "10030002 明细0002"]
    assert not view.tree.hasChildren(view.tree.index(0, 0, subject))


def test_a_refresh_keeps_what_is_open_and_chosen(view: TreeView, store: Store, settle: Settle) -> None:
    ids = put_details(store, 5)
    view.tree.show_source(tree(store))
    settle()
    subject = open_assets(view, settle)
    view.choose(view.tree.index(3, 0, subject))
    catalog = store.schema.catalog(SUBJECT)
    delete_rows(store, user=OPERATOR, catalog=catalog, row_ids=[ids[0]])
    put_details(store, 2, start=7)
    rename = CellEdit(row_id=ids[1], field="code", given="10039999")
    edit_cells(store, user=OPERATOR, catalog=catalog, cells=[rename])
    view.tree.refresh()
    settle()
    subject = below(view.tree, "1003", view.tree.index(0, 0, view.tree.index(0, 0)))
    assert view.isExpanded(subject)
    assert labels(view.tree, subject) == [
        "10030002 明细0002",
        "10030003 明细0003",
        "10030004 明细0004",
        "10030007 明细0007",
        "10030008 明细0008",
        "10039999 明细0001",
    ]
    node = view.current_node()
    assert node is not None
    assert node.code == "10030003"


def test_states_and_disabled_rows_show(view: TreeView, store: Store, settle: Settle) -> None:
    ids = put_details(store, 2)
    set_enabled(store, user=OPERATOR, catalog=store.schema.catalog(SUBJECT), row_ids=ids[:1], enabled=False)
    view.tree.show_source(tree(store))
    settle()
    subject = open_assets(view, settle)
    first, second = (view.tree.index(row, 0, subject) for row in (0, 1))
    assert first.data(Qt.ItemDataRole.DecorationRole) is not None
    assert second.data(Qt.ItemDataRole.DecorationRole) is None
    assert "已停用" in str(first.data(Qt.ItemDataRole.ToolTipRole))
    assert first.data(Qt.ItemDataRole.ForegroundRole) is not None
    view.tree.show_source(tree(store, enabled_only=True))
    settle()
    assert labels(view.tree, open_assets(view, settle)) == ["10030001 明细0001"]


def test_keys_choose_nodes_and_enter_goes_on(view: TreeView, store: Store, settle: Settle) -> None:
    got: list[Node] = []
    view.chosen.connect(got.append)
    view.tree.show_source(tree(store, "region"))
    settle()
    entered: list[bool] = []
    view.entered.connect(lambda: entered.append(True))
    view.setFocus()
    QTest.keyClick(view, Qt.Key.Key_Down)
    for _ in range(2):  # the chain of only children is open already
        QTest.keyClick(view, Qt.Key.Key_Right)
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert [node.code for node in got] == ["", "109900000", "330000000", "330200000"]
    assert entered == [True]


def test_pooling_areas_hang_below_their_type(view: TreeView, store: Store, settle: Settle) -> None:
    put_rows(
        store,
        "pooling_area",
        *(
            {"mof_div_code": code, "pooling_area_code": "330200000", "insurance_type": "1101"}
            for code in ("330200000", COUNTY)
        ),
    )
    view.tree.show_source(tree(store, "pooling_area"))
    settle()
    heading = below(view.tree, "企业养老", view.tree.index(0, 0))
    view.expand(heading)
    settle()
    area = view.tree.index(0, 0, heading)
    view.expand(area)
    settle()
    assert "宁波市" in str(area.data())
    assert labels(view.tree, area) == ["330200000 宁波市", "330203000 海曙区"]


def test_a_level_that_cannot_be_read_is_told_and_may_be_tried_again(
    view: TreeView, store: Store, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[StoreError] = []
    view.tree.failed.connect(told.append)

    def broken(*_: object, **__: object) -> None:
        raise StoreError("本地数据库出错，请重试。")

    with monkeypatch.context() as patch:
        patch.setattr("ui.tree.source.children", broken)
        view.tree.show_source(tree(store))
        settle()
    assert [error.sentence for error in told] == ["本地数据库出错，请重试。"]
    view.tree.refresh()
    settle()
    assert labels(view.tree, view.tree.index(0, 0)) == ["资产（2）"]
