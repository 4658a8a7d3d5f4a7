"""A catalog page in a process of its own, for tests that press real keys; the folder is its argument."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QSettings, QTimer
from PySide6.QtWidgets import QApplication

from app.catalogs import CATALOGS
from app.store import open_store
from tests.support import COUNTY, OPERATOR, YEAR, put_rows, small_store
from ui.desk import Desk
from ui.look.style import apply_style
from ui.operations import Operations
from ui.page.catalog_page import CatalogPage

if TYPE_CHECKING:
    from app.store import Store

CATALOG = "fund_account"
TITLE = "clipboard-desk"
ACCOUNTS = 6
EVERY = 100
"""Milliseconds between two looks at the headings."""


def headings(page: CatalogPage) -> dict[str, Any]:
    """Return where the headings are on the screen, what sorts and filters, and the rows as they stand."""
    header, columns = page.grid.horizontalHeader(), page.model.columns
    corner = header.viewport().mapToGlobal(QPoint(0, 0))
    places = {
        column.name: [corner.x() + header.sectionViewportPosition(place), corner.y(), header.sectionSize(place)]
        for place, column in enumerate(columns)
        if not header.isSectionHidden(place)
    }
    numbers = [one.name for one in columns].index("account_no")
    return {
        "places": places,
        "height": header.height(),
        "shown": sorted(places, key=lambda name: places[name][0]),
        "order": page.grid.headings.arrangement.order,
        "told": page.grid.headings.arrangement.told,
        "rows": [page.model.index(row, numbers).data() for row in range(page.model.rowCount())],
    }


def put_accounts(store: Store) -> None:
    """Write a few accounts of the county."""
    put_rows(
        store,
        CATALOG,
        *(
            {
                "mof_div_code": COUNTY,
                "account_no": f"0330{number:012}",
                "account_name": f"海曙区社保专户{number}",
                "bank_name": "工商银行",
                "account_type": "31",
                "insurance_types": "1101",
            }
            for number in range(ACCOUNTS)
        ),
    )


def main() -> int:
    """Show the page with a few accounts; say on the standard output when it stands."""
    folder = Path(sys.argv[1])
    application = QApplication([])
    apply_style(application)
    if (folder / "store.db").exists():
        store = open_store(folder / "store.db", catalogs=CATALOGS)
    else:
        store = small_store(folder)
        put_accounts(store)
    operations = Operations(log_path=folder / "shebao.log")
    settings = QSettings(str(folder / "settings.ini"), QSettings.Format.IniFormat)
    desk = Desk(store=store, user=OPERATOR, operations=operations, settings=settings, folder=folder)
    page = CatalogPage(desk.schema.catalog(CATALOG), desk=desk)
    page.setWindowTitle(TITLE)
    page.setGeometry(0, 0, 1590, 480)
    page.show()
    page.set_context(fiscal_year=YEAR, region=COUNTY, insurance_type="")

    def stands() -> None:
        page.activateWindow()
        page.grid.setFocus()
        page.grid.go_to(0, 0)
        print("ready", flush=True)  # noqa: T201 - the test waits for it

    def tell_handle() -> None:
        """Write where the fill handle is on the screen, for who holds the mouse."""
        place = page.grid.handle.place()
        if place is not None:
            at = page.grid.viewport().mapToGlobal(place.center())
            (folder / "handle").write_text(f"{at.x()} {at.y()}", encoding="utf-8")

    def tell_headings() -> None:
        """Write how the headings stand, for who clicks on them."""
        temporary = folder / "headings.new"
        temporary.write_text(json.dumps(headings(page)), encoding="utf-8")
        temporary.replace(folder / "headings.json")

    timer = QTimer(page, interval=EVERY)
    timer.timeout.connect(tell_headings)
    timer.start()
    page.model.opened.connect(stands)
    page.grid.selectionModel().selectionChanged.connect(lambda *_: QTimer.singleShot(0, page, tell_handle))
    answer = application.exec()
    operations.close()
    store.close()
    return answer


if __name__ == "__main__":
    sys.exit(main())
