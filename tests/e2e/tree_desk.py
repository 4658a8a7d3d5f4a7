"""A page with the regions of a province in a process of its own, for tests with a real mouse; the folder is given."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from app.catalogs import CATALOGS
from app.store import open_store
from tests.gui.tree_support import part_of, put_regions
from tests.support import PROVINCE, PROVINCE_OPERATOR, YEAR, small_store
from ui.desk import Desk
from ui.look.style import apply_style
from ui.operations import Operations
from ui.page.catalog_page import CatalogPage

if TYPE_CHECKING:
    from ui.tree.view import TreeView

TITLE = "tree-desk"
EVERY = 100
"""Milliseconds between two looks at where the nodes are."""


def main() -> int:
    """Show the page; say on the standard output when it stands."""
    folder = Path(sys.argv[1])
    application = QApplication([])
    apply_style(application)
    if (folder / "store.db").exists():
        store = open_store(folder / "store.db", catalogs=CATALOGS)
    else:
        store = small_store(folder)
        put_regions(store)
    operations = Operations(log_path=folder / "shebao.log")
    settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
    desk = Desk(store=store, user=PROVINCE_OPERATOR, operations=operations, settings=settings, folder=folder)
    page = CatalogPage(desk.schema.catalog("region"), desk=desk)
    desk.rows_changed.connect(page.refresh)
    page.setWindowTitle(TITLE)
    page.setGeometry(0, 0, 1400, 800)
    page.show()
    page.set_context(fiscal_year=YEAR, region=PROVINCE, insurance_type="")
    view = part_of(page).view
    timer = QTimer(page, interval=EVERY)
    timer.timeout.connect(lambda: tell(view, folder=folder))
    timer.start()
    page.activateWindow()
    view.setFocus()
    QTimer.singleShot(500, page, lambda: print("ready", flush=True))  # noqa: T201 - the test waits for it
    answer = application.exec()
    operations.close()
    store.close()
    return answer


def tell(view: TreeView, *, folder: Path) -> None:
    """Open what there is and write where each node is on the screen."""
    found: dict[str, tuple[int, int]] = {}
    level: list[QModelIndex] = [view.tree.index(0, 0)]
    while level:
        index = level.pop()
        if not view.isExpanded(index) and view.tree.hasChildren(index):
            view.expand(index)
        node, place = view.tree.node(index), view.visualRect(index)
        if node is not None and place.isValid():
            at = view.viewport().mapToGlobal(place.center())
            found[node.code] = (at.x(), at.y())
        level += [view.tree.index(row, 0, index) for row in range(view.tree.rowCount(index))]
    temporary = folder / "places.new"
    temporary.write_text(json.dumps(found), encoding="utf-8")
    temporary.replace(folder / "places.json")


if __name__ == "__main__":
    sys.exit(main())
