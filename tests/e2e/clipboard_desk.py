"""A catalog page in a process of its own, for tests that press real keys; the folder is its argument."""

from __future__ import annotations

import sys
from pathlib import Path

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication

from tests.support import COUNTY, OPERATOR, YEAR, put_rows, small_store
from ui.desk import Desk
from ui.look.style import apply_style
from ui.operations import Operations
from ui.page.catalog_page import CatalogPage

CATALOG = "fund_account"
TITLE = "clipboard-desk"
ACCOUNTS = 6


def main() -> int:
    """Show the page with a few accounts; say on the standard output when it stands."""
    folder = Path(sys.argv[1])
    application = QApplication([])
    apply_style(application)
    store = small_store(folder)
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

    page.model.opened.connect(stands)
    page.grid.selectionModel().selectionChanged.connect(lambda *_: QTimer.singleShot(0, page, tell_handle))
    answer = application.exec()
    operations.close()
    store.close()
    return answer


if __name__ == "__main__":
    sys.exit(main())
