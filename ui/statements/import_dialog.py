"""Import of a bank's statement: the account it belongs to, then the plan as for any other file (clause 1.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QLabel

from app.excel import plan_import
from app.excel.meta import read_meta
from app.statements.account import open_accounts
from app.statements.planning import SOURCE, StatementChoice, plan_statement
from resources.statement_headings import OWN_FILE, read_headings
from ui.dialogs.import_plan import ImportDialog

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QLayout, QWidget

    from app.catalog import Catalog
    from app.excel import ImportContext, ImportPlan
    from app.foreign import RawWorkbook
    from app.statements.account import Account
    from ui.desk import Desk
    from ui.operations import Progress


class StatementImportDialog(ImportDialog):
    """Reads the files of the banks, and workbooks that this program exported."""

    source = SOURCE

    def __init__(self, *, desk: Desk, catalog: Catalog, context: ImportContext, parent: QWidget | None = None) -> None:
        self.account = QComboBox()
        self.account.setAccessibleName("导入到哪个账户")
        self.account.addItem("按文件中写的银行账号", ("", ""))
        self.account.setMinimumContentsLength(40)
        self.with_doubtful = QCheckBox("疑似重复的也导入")
        super().__init__(desk=desk, catalog=catalog, context=context, parent=parent)
        self.account.currentIndexChanged.connect(self.plan_again)
        self.with_doubtful.toggled.connect(self.plan_again)
        desk.operations.run(self._read_accounts, done=self._offer, owner=self, label="读取账户")

    def _choices(self) -> QLayout:
        row = QHBoxLayout()
        row.addWidget(QLabel("账户"))
        row.addWidget(self.account, 1)
        row.addWidget(self.with_doubtful)
        return row

    def _planning(self) -> Callable[[RawWorkbook], ImportPlan]:
        desk, catalog, context = self._desk, self._catalog, self._context
        account, bank = self.account.currentData()
        choice = StatementChoice(account=account, bank=bank, with_doubtful=self.with_doubtful.isChecked())

        def plan(raw: RawWorkbook) -> ImportPlan:
            with desk.store.read() as connection:
                if read_meta(raw) is not None:
                    return plan_import(
                        connection, schema=desk.schema, catalog=catalog, raw=raw, user=desk.user, context=context
                    )
                return plan_statement(
                    connection,
                    schema=desk.schema,
                    raw=raw,
                    user=desk.user,
                    context=context,
                    headings=read_headings(own=desk.folder / OWN_FILE),
                    choice=choice,
                )

        return plan

    def _read_accounts(self, _: Progress) -> list[Account]:
        with self._desk.store.read() as connection:
            return open_accounts(
                connection, schema=self._desk.schema, user=self._desk.user, year=self._context.fiscal_year
            )

    def _offer(self, accounts: Sequence[Account]) -> None:
        self.account.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        for one in accounts:
            text = f"{one.account_no} {one.account_name}（{one.bank_name}）"
            self.account.addItem(text, (one.account_no, one.bank_name))
        self.account.blockSignals(False)  # noqa: FBT003 - Qt's own signature
