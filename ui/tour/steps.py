"""The five steps of the main job: receive, look round, work offline, sync again, exchange workbooks (issue 2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QMessageBox

from ui.dialogs.import_plan import ImportDialog
from ui.tour.city import city_sees
from ui.tour.exchanging import MORE, plan_opens
from ui.tour.hands import click
from ui.tour.moves import (
    add_row,
    button,
    column_of,
    dialog_of,
    dialog_opens,
    find_node,
    page_of,
    row_of,
    rows_show,
    type_cell,
)
from ui.tour.runner import TourError, Until, open_dialog, stands

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ui.page.catalog_page import CatalogPage
    from ui.shell import Shell
    from ui.tour.runner import Tour

VALUES, SUBJECTS = "management_value", "accounting_subject"
TYPED = ("参保人数(年末)", "缴费人数")
"""Parameters that get another value for the whole year while the central is away."""
LOOKED_AT = ("region", "pooling_area", "budget_subject", "fund_account", "performance_indicator", "actuarial_value")


def five_steps(tour: Tour) -> Iterator[Until]:
    """Yield what is waited for; pictures are named by step."""
    yield from receive(tour)
    yield from look_round(tour)
    yield from work_offline(tour)
    yield from sync_again(tour)
    yield from exchange(tour)


def receive(tour: Tour) -> Iterator[Until]:
    """Step 1: the first sync, with its progress."""
    start_page = tour.program.window.start_page
    pictured: list[str] = []

    def watch(shell: Shell) -> None:
        shell.ready.connect(lambda: tour.bench.controller.progressed.connect(picture))

    def picture() -> None:
        if not pictured and start_page.isVisible() and "/" in start_page.text:
            pictured.append(start_page.text)
            tour.shoot("1-first-sync")

    tour.program.stands.connect(watch)
    yield stands(tour.program)
    yield tour.quiet()
    tour.shoot("1-received")
    yield rows_show(page_of(tour.bench, VALUES))
    tour.shoot("1-fill-in")


def look_round(tour: Tour) -> Iterator[Until]:
    """Step 2: trees with grids beside them, the sheet that is filled in most; two detail subjects are added."""
    for name in LOOKED_AT:
        page = page_of(tour.bench, name)
        yield rows_show(page)
        yield tour.quiet()
        tour.shoot(f"2-{name}")
    tour.bench.open_page("projection")
    for _ in range(4):  # assumptions are read first, then the years are worked out
        yield tour.quiet()
    tour.shoot("2-projection")
    page = page_of(tour.bench, SUBJECTS)
    yield from standard_subject(tour, page)
    for number, name in (("91", "演示待停用户"), ("92", "演示待删除户")):
        if not has_row(page, f"1003{number}"):
            yield from add_row(tour, page, {"code": f"1003{number}", "name": name, "balance_side": "借"})
    tour.shoot("2-accounting_subject")
    tour.bench.controller.start()
    yield tour.quiet()


def work_offline(tour: Tour) -> Iterator[Until]:
    """Step 3: the central stops; edit, add, disable, delete; close and start again: all still there."""
    actions = tour.program.window.actions_by_name
    actions["stop-central"].trigger()
    yield Until("状态栏显示离线", lambda: "离线" in tour.program.window.status.line)
    page = page_of(tour.bench, VALUES)
    yield rows_show(page)
    first = column_of(page, "全年")
    for name in TYPED:
        row = row_of(page, name, column="名称")
        text = str(int(str(page.model.index(row, first).data()).replace(",", "") or "0") + MORE)
        yield from type_cell(tour, page, row=row, column=first, text=text)
        tour.typed[name] = text
    tour.shoot("3-fill-in-offline")
    page = page_of(tour.bench, SUBJECTS)
    yield from standard_subject(tour, page)
    if not has_row(page, "100301"):
        texts = {"code": "100301", "name": "工商银行活期存款", "balance_side": "借", "remark": "断网时新增"}
        yield from add_row(tour, page, texts, picture="3-add-offline")
    yield from choose(tour, page, "100391", press="disable")
    yield from choose(tour, page, "100392", press="delete")
    tour.shoot("3-subjects-offline")
    waiting = tour.program.window.status.waiting
    yield tour.restart()
    yield tour.quiet()
    if tour.program.window.status.waiting != waiting:
        raise TourError(f"重新打开后待上传 {tour.program.window.status.waiting} 条，关闭前是 {waiting} 条。")
    tour.bench.settling.show("")
    yield tour.quiet()
    tour.shoot("3-reopened")


def sync_again(tour: Tour) -> Iterator[Until]:
    """Step 4: the central starts; sync sends what waits; the city sees the county's values."""
    window = tour.program.window
    window.actions_by_name["start-central"].trigger()
    yield Until("状态栏显示中心端可用", lambda: "可用" in window.status.line)
    window.actions_by_name["sync"].trigger()
    yield Until("待上传为零", lambda: not window.status.waiting and not tour.bench.controller.is_running)
    yield tour.quiet()
    tour.bench.settling.panel.closed.emit()
    yield from standard_subject(tour, page_of(tour.bench, SUBJECTS))
    tour.shoot("4-synced")
    yield from city_sees(tour, values=tour.typed)


def exchange(tour: Tour) -> Iterator[Until]:
    """Step 5: export the sheet, change cells in the workbook, see the plan, apply it, sync."""
    yield from plan_opens(tour, tour.folder / "参数填报.xlsx", exported="5-exported")
    actions, plan = tour.program.window.actions_by_name, dialog_of(tour)
    if not isinstance(plan, ImportDialog):
        raise TourError("导入对话框没有打开，演示无法继续。")
    tour.shoot("5-plan")
    if plan.apply_button.isEnabled():
        click(plan.apply_button)
        yield Until("导入完成", lambda: open_dialog(tour.program.window) is None)
    else:
        plan.reject()
    yield tour.quiet()
    tour.shoot("5-imported")
    actions["sync"].trigger()
    yield Until("待上传为零", lambda: not tour.program.window.status.waiting)
    yield tour.quiet()
    tour.shoot("5-synced")


def standard_subject(tour: Tour, page: CatalogPage) -> Iterator[Until]:
    """Choose the ministry's subject 1003 in the tree."""
    if page.tree is None:
        raise TourError("会计科目页没有目录树，演示无法继续。")
    yield rows_show(page)
    yield from find_node(page.tree, "资产", "1003")
    yield tour.quiet()
    yield rows_show(page)


def has_row(page: CatalogPage, code: str) -> bool:
    """Say whether the grid shows a row with this code."""
    place = column_of(page, "代码")
    return any(str(page.model.index(row, place).data()) == code for row in range(page.model.rowCount()))


def choose(tour: Tour, page: CatalogPage, code: str, *, press: str) -> Iterator[Until]:
    """Select a row by its code, if it is there, and press a button of the page; a question is answered with yes."""
    if not has_row(page, code):
        return
    page.grid.go_to(row_of(page, code, column="代码"), column_of(page, "代码"))
    page.toolbar.actions_by_name[press].trigger()
    if press == "delete":
        yield dialog_opens(tour)
        box = dialog_of(tour)
        if isinstance(box, QMessageBox):
            click(button(box, "删除"))
    yield tour.quiet()
