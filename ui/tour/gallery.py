"""Pictures of every page, panel, dialog and popup, light and dark, to be looked at (`dev.py shots --all`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication

from ui.flow.strip import FlowStrip
from ui.look.theme import Theme
from ui.region_picker import RegionPicker
from ui.tour.clash import add_subject, clash
from ui.tour.exchanging import plan_opens
from ui.tour.hands import click, press, write
from ui.tour.moves import column_of, dialog_of, dialog_opens, find_node, node, page_of, rows_show, type_cell
from ui.tour.runner import TourError, Until, stands

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from ui.tour.runner import Tour

VALUES, SUBJECTS, ACCOUNTS = "management_value", "accounting_subject", "fund_account"
FROM, TO = "100397", "100396"
"""Detail subjects of one's own: one is moved below the other."""
TREE = ("资产", "1003")
PARTS = ("conflict", "refused", "merged", "waiting", "queue")
DIALOGS = ("export", "roll-over", "sync-settings", "hand-over-export", "switch-user", "shortcuts", "about")


def every_part(tour: Tour) -> Iterator[Until]:
    """Receive, let something wait and clash, then look at every part in both appearances; one folder for each."""
    yield stands(tour.program)
    yield tour.quiet()
    yield from clash(tour)
    tour.program.window.actions_by_name["sync"].trigger()
    yield Until("同步结束", lambda: not tour.bench.controller.is_running)
    tour.bench.settling.panel.closed.emit()
    user, store = tour.bench.desk.user, tour.bench.desk.store
    for code, name in ((TO, "农商行专户"), (FROM, "农商行活期户")):
        add_subject(store, user=user, code=code, parent="1003", name=name)
    tour.bench.desk.tell_changed(SUBJECTS)
    yield from _fill_in(tour)
    for theme in (Theme.LIGHT, Theme.DARK):
        tour.program.window.actions_by_name[f"theme-{theme}"].trigger()
        tour.series = f"{theme}/"
        yield from _pages(tour)
        yield from _grid(tour)
        yield from _tree(tour)
        yield from _panels(tour)
        yield from _statements(tour)
        yield from _tools(tour)
        yield rows_show(page_of(tour.bench, VALUES))
        yield from _work(tour)
        yield from _dialogs(tour)


def _fill_in(tour: Tour) -> Iterator[Until]:
    """Type values that wait, one that breaks a rule, and one that is not kept."""
    page = page_of(tour.bench, VALUES)
    yield rows_show(page)
    for row, text in ((1, "98765"), (2, "-1200"), (3, "一千")):
        yield from type_cell(tour, page, row=row, column=column_of(page, "一季度"), text=text)


def _pages(tour: Tour) -> Iterator[Until]:
    """Show the overview and every module."""
    tour.bench.home.show()
    yield from _settled(tour)
    tour.shoot("overview")
    for name in tour.program.window.navigation.names:
        tour.bench.open_page(name)
        yield from _settled(tour)
        tour.shoot(f"page-{name}")


def _grid(tour: Tour) -> Iterator[Until]:
    """Show what opens over a grid."""
    page = page_of(tour.bench, VALUES)
    yield rows_show(page)
    grid = page.grid
    grid.setFocus()
    grid.go_to(1, column_of(page, "全年"))
    yield from _over(tour, "filter", lambda: grid.headings.filter_column(column_of(page, "名称")))
    menu = page.heading_menus.menu_for(column_of(page, "全年"))
    yield from _over(tour, "heading-menu", lambda: menu.popup(grid.mapToGlobal(QPoint(420, 30))))
    yield from _over(tour, "cell-menu", lambda: grid.menu_wanted.emit(grid.mapToGlobal(QPoint(420, 120))))
    (regions,) = tour.program.window.context_bar.findChildren(RegionPicker)
    yield from _over(tour, "region-popup", lambda: click(regions))
    tour.bench.palette.open()
    yield from _settled(tour)
    tour.shoot("palette")
    write(tour.bench.palette.popup.line, "yl")
    yield from _settled(tour)
    tour.shoot("palette-words")
    tour.bench.palette.popup.close_again()
    finder = page.grid.finder
    finder.ask(replace=True)
    yield from _settled(tour)
    tour.shoot("replace")
    dialog_of(tour).reject()
    page.heading_menus.choose_columns()
    yield from _dialog(tour, "columns")
    accounts = page_of(tour.bench, ACCOUNTS)
    yield rows_show(accounts)
    accounts.toolbar.actions_by_name["add"].trigger()
    yield from _dialog(tour, "form")
    accounts.new_rows.insert(3)
    yield from _dialog(tour, "new-rows")


def _tree(tour: Tour) -> Iterator[Until]:
    """Show a tree being searched and its menu, then a move that is staged, and leave it."""
    page = page_of(tour.bench, SUBJECTS)
    yield rows_show(page)
    part = page.tree_part
    if part is None:
        raise TourError("会计科目页没有目录树，演示无法继续。")
    yield from find_node(part.view, *TREE, FROM)
    yield from _settled(tour)
    yield from _over(tour, "tree-menu", lambda: part.view.menu_wanted.emit(part.view.mapToGlobal(QPoint(140, 120))))
    part.commands.run("cut")
    part.view.choose(node(part.view, (*TREE, TO)))
    part.commands.run("paste")
    yield from _settled(tour)
    tour.shoot("staged-moves")
    part.staged.discard()
    yield from _settled(tour)


def _panels(tour: Tour) -> Iterator[Until]:
    """Show the lists below the page."""
    bench = tour.bench
    for kind in PARTS:
        bench.settling.show(kind)
        yield from _settled(tour)
        tour.shoot(f"panel-{kind}")
    bench.settling.toggle()
    page = page_of(bench, VALUES)
    yield rows_show(page)
    page.grid.go_to(1, column_of(page, "一季度"))
    shows: dict[str, Callable[[], object]] = {
        "row-history": bench.history.show_row,
        "history": bench.history.toggle,
        "problems": bench.problems.show,
        "compare": bench.compare.show,
    }
    for name, show in shows.items():
        show()
        yield from _settled(tour)
        tour.shoot(f"panel-{name}")
    bench.compare.hide()


def _statements(tour: Tour) -> Iterator[Until]:
    """Show what 账户查询 tells of one account, and what the check of the balances found."""
    from ui.accounts.page import AccountsPage  # noqa: PLC0415 - as tools make their pages

    tour.bench.open_page("accounts")
    yield from _settled(tour)
    page = tour.bench.pages.view
    if not isinstance(page, AccountsPage):
        raise TourError("账户查询页没有打开，演示无法继续。")
    page.accounts.choose([1])
    yield from _settled(tour)
    for place in range(page.tabs.count()):
        page.tabs.setCurrentIndex(place)
        yield from _settled(tour)
        tour.shoot(f"accounts-{place + 1}")
    page.tabs.setCurrentIndex(0)
    tour.bench.statements.open()
    yield from _dialog(tour, "statements")


def _tools(tour: Tour) -> Iterator[Until]:
    """Show a receipt, a message being written, and how a tool's table comes out of the printer."""
    from ui.accounts.page import AccountsPage  # noqa: PLC0415 - as tools make their pages
    from ui.todo.page import TodoPage  # noqa: PLC0415 - as above

    accounts = tour.bench.pages.view
    if isinstance(accounts, AccountsPage):
        accounts.receipts.table.choose([0])
        accounts.receipts.open_chosen()
        yield from _dialog(tour, "receipt")
    tour.bench.open_page("todo")
    yield from _settled(tour)
    todo = tour.bench.pages.view
    if isinstance(todo, TodoPage):
        todo.write()
        yield from _dialog(tour, "message")
    tour.bench.open_page("roll-up")
    yield from _settled(tour)
    tour.program.window.actions_by_name["print"].trigger()
    yield from _dialog(tour, "print-tool")


def _work(tour: Tour) -> Iterator[Until]:
    """Show what can be undone by name, a submission with what stands in its way, the plan of a workbook."""
    page = page_of(tour.bench, VALUES)
    strip = tour.program.window.undo_strip
    yield from _over(tour, "undo", lambda: strip.menu.popup(strip.mapToGlobal(strip.rect().bottomLeft())))
    flow = page.findChild(FlowStrip)
    if flow is not None and flow.buttons["submit"].isEnabled():
        flow.buttons["submit"].click()
        yield from _dialog(tour, "submit")
    path = tour.folder / "参数填报.xlsx"
    yield from plan_opens(tour, path)
    tour.shoot("import-plan")
    dialog_of(tour).reject()
    path.unlink()
    yield from _settled(tour)


def _dialogs(tour: Tour) -> Iterator[Until]:
    """Show the dialogs of the menus and the print preview."""
    actions = tour.program.window.actions_by_name
    for name in DIALOGS:
        actions[name].trigger()
        yield from _dialog(tour, f"dialog-{name}")
    actions["print"].trigger()
    yield from _dialog(tour, "print-preview")


def _dialog(tour: Tour, name: str) -> Iterator[Until]:
    yield dialog_opens(tour)
    yield from _settled(tour)
    tour.shoot(name)
    dialog_of(tour).reject()
    yield from _settled(tour)


def _over(tour: Tour, name: str, show: Callable[[], object]) -> Iterator[Until]:
    """Open a menu or popup, take the picture, close it with Escape."""
    show()
    yield from _settled(tour)
    tour.shoot(name)
    popup = QApplication.activePopupWidget()
    press(popup if popup is not None else tour.program.window, Qt.Key.Key_Escape)
    yield from _settled(tour)


def _settled(tour: Tour) -> Iterator[Until]:
    """Wait until nothing runs, also a moment later."""
    for _ in range(4):
        yield tour.quiet()
