"""How accounts, months, lines, receipts and totals read as lists (clause 1.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.receipts.listing import AWAY, FAILED, PLACES
from app.statements.telling import yuan
from ui.list_model import Face, ListColumn

if TYPE_CHECKING:
    from app.receipts.listing import Receipt
    from app.statements.accounts import AccountLine, Month, Total
    from app.statements.lines import StatementLine

ALL = "全部账户"


def money(*amounts: int | None) -> tuple[str, ...]:
    """Return amounts as people read them, nothing for what is not told."""
    return tuple("" if one is None else yuan(one) for one in amounts)


class AccountFace(Face):
    """An account in the list at the left; a text stands for all of them."""

    columns = (
        ListColumn(label="账户", width=172),
        ListColumn(label="类别", width=84),
        ListColumn(label="期末余额(元)", width=128, right=True),
        ListColumn(label="地区", width=66),
    )

    def texts(self, item: AccountLine | str) -> tuple[str, ...]:
        """Return name, category, balance and region."""
        if isinstance(item, str):
            return item, "", "", ""
        return item.account_name, item.type_label, *money(item.closing), item.region

    def tips(self, item: AccountLine | str) -> tuple[str, ...]:
        """Tell number and bank too."""
        if isinstance(item, str):
            return (item,) * len(self.columns)
        return (f"{item.account_no}\n{item.account_name}\n{item.bank_name}\n{item.region}",) * len(self.columns)

    def tone(self, item: AccountLine | str, column: int) -> str:  # noqa: ARG002 - the whole row
        """Write what is disabled quietly."""
        return "" if isinstance(item, str) or item.is_enabled else "quiet"


class MonthFace(Face):
    """A month's balance."""

    columns = (
        ListColumn(label="月份", width=76),
        ListColumn(label="笔数", width=52, right=True),
        ListColumn(label="期初余额(元)", width=128, right=True),
        ListColumn(label="收入(元)", width=124, right=True),
        ListColumn(label="支出(元)", width=124, right=True),
        ListColumn(label="期末余额(元)", width=128, right=True),
        ListColumn(label="差额(元)", width=96, right=True),
    )

    def texts(self, item: Month) -> tuple[str, ...]:
        """Return the sums; a difference only where there is one."""
        sums = money(item.opening, item.income, item.spending, item.closing, item.difference or None)
        return item.month, f"{item.lines:,}", *sums

    def tone(self, item: Month, column: int) -> str:
        """Write a difference in the ink of faults."""
        return "bad" if item.difference and column == len(self.columns) - 1 else ""


class LineFace(Face):
    """A statement line."""

    columns = (
        ListColumn(label="记账日期", width=96),
        ListColumn(label="收入(元)", width=130, right=True),
        ListColumn(label="支出(元)", width=130, right=True),
        ListColumn(label="余额(元)", width=140, right=True),
        ListColumn(label="对方户名", width=200),
        ListColumn(label="摘要", width=180),
        ListColumn(label="对账", width=52),
        ListColumn(label="回单", width=52, right=True),
        ListColumn(label="流水号", width=120),
        ListColumn(label="银行账号", width=180),
    )

    def texts(self, item: StatementLine) -> tuple[str, ...]:
        """Return the texts of a line."""
        sums = money(item.income, item.spending, item.balance)
        marks = ("已对" if item.is_reconciled else "未对", str(item.receipts or ""))
        return item.booked_on, *sums, item.counterparty_name, item.purpose, *marks, item.serial_no, item.account_no


class ReceiptFace(Face):
    """A receipt and where its file is."""

    columns = (
        ListColumn(label="记账日期", width=96),
        ListColumn(label="文件名", width=250),
        ListColumn(label="流水号", width=120),
        ListColumn(label="大小", width=80, right=True),
        ListColumn(label="文件在哪里", width=120),
        ListColumn(label="银行账号", width=180),
        ListColumn(label="备注", width=120),
    )

    def texts(self, item: Receipt) -> tuple[str, ...]:
        """Return the texts of a receipt."""
        size, where = f"{max(item.size / 1024, 1):,.0f} KB", PLACES[item.where]
        return str(item.booked_on), item.file_name, item.serial_no, size, where, item.account_no, item.remark

    def tips(self, item: Receipt) -> tuple[str, ...]:
        """Tell why a file could not be sent."""
        return (item.error,) * len(self.columns) if item.error else self.texts(item)

    def tone(self, item: Receipt, column: int) -> str:
        """Write a failure in the ink of faults, what is away quietly."""
        if column != 4:  # noqa: PLR2004 - where it is
            return ""
        return {FAILED: "bad", AWAY: "quiet"}.get(item.where, "")


class TotalFace(Face):
    """Accounts with something in common, added up."""

    columns = (
        ListColumn(label="名称", width=190),
        ListColumn(label="账户数", width=70, right=True),
        ListColumn(label="笔数", width=80, right=True),
        ListColumn(label="期初余额(元)", width=128, right=True),
        ListColumn(label="收入(元)", width=128, right=True),
        ListColumn(label="支出(元)", width=128, right=True),
        ListColumn(label="期末余额(元)", width=128, right=True),
    )

    def texts(self, item: Total) -> tuple[str, ...]:
        """Return the sums."""
        sums = money(item.opening, item.income, item.spending, item.closing)
        return item.label, f"{item.accounts:,}", f"{item.lines:,}", *sums
