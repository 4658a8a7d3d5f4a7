"""How findings, pairs and the 余额调节 of accounts read as lists (clause 1.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.statements.telling import yuan
from ui.list_model import Face, ListColumn

if TYPE_CHECKING:
    from app.statements.checking import Finding
    from app.statements.marks import Adjustment
    from app.statements.pairs import Pair


class FindingFace(Face):
    """A line that does not go on from the one before, or an account that is not what the books say."""

    columns = (
        ListColumn(label="核对结果", width=110),
        ListColumn(label="银行账号", width=180),
        ListColumn(label="记账日期", width=96),
        ListColumn(label="流水号", width=130),
        ListColumn(label="说明", width=520),
    )

    def texts(self, item: Finding) -> tuple[str, ...]:
        """Return the texts of a finding."""
        return item.fault.label, item.account_no, str(item.booked_on or ""), item.serial_no, item.text

    def picture(self, item: Finding) -> str:  # noqa: ARG002 - the same for all
        """Return the icon."""
        return "warning"


class PairFace(Face):
    """Two lines that cancel out."""

    columns = (
        ListColumn(label="配对", width=110),
        ListColumn(label="金额(元)", width=140, right=True),
        ListColumn(label="支出", width=330),
        ListColumn(label="收入", width=330),
        ListColumn(label="摘要", width=200),
    )

    def texts(self, item: Pair) -> tuple[str, ...]:
        """Return the texts of a pair."""
        sides = (f"{one.booked_on} {one.account_no} {one.serial_no}" for one in (item.first, item.second))
        words = "；".join(dict.fromkeys(filter(None, (item.first.purpose, item.second.purpose))))
        return item.kind.label, yuan(abs(item.first.net)), *sides, words


class AdjustmentFace(Face):
    """The 余额调节 of an account."""

    columns = (
        ListColumn(label="银行账号", width=180),
        ListColumn(label="账户名称", width=240),
        ListColumn(label="银行余额", width=140, right=True),
        ListColumn(label="减：未对收入", width=130, right=True),
        ListColumn(label="加：未对支出", width=130, right=True),
        ListColumn(label="调节后余额", width=140, right=True),
        ListColumn(label="账面余额", width=140, right=True),
        ListColumn(label="差额", width=110, right=True),
    )

    def texts(self, item: Adjustment) -> tuple[str, ...]:
        """Return the texts of an account."""
        money = (item.bank, item.open_income, item.open_spending, item.adjusted, item.book, item.difference)
        return item.account_no, item.account_name, *("" if one is None else yuan(one) for one in money)

    def tone(self, item: Adjustment, column: int) -> str:
        """Write a difference in the ink of faults."""
        return "bad" if item.difference and column == len(self.columns) - 1 else ""
