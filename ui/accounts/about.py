"""基本信息 of the account that is chosen, as names and values; of all of them when none is (clause 1.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFormLayout, QFrame, QLabel, QScrollArea, QWidget

from ui.accounts.faces import ALL, money

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.statements.accounts import AccountLine

LABELS = (
    *("财政区划", "账户类别", "银行账号", "账户名称", "开户银行", "核算险种", "是否启用", "开户日期"),
    *("账面余额(元)", "期初余额(元)", "收入(元)", "支出(元)", "期末余额(元)", "流水笔数", "未对账笔数", "回单份数"),
)


SUMS, COUNTS = ("book", "opening", "income", "spending", "closing"), ("lines", "open_lines", "receipts")


class AboutAccount(QScrollArea):
    """Names and values that can be selected and copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName("基本信息")
        inside = QWidget()
        form = QFormLayout(inside)
        form.setHorizontalSpacing(20)
        self._values = {label: QLabel() for label in LABELS}
        for label, value in self._values.items():
            value.setAccessibleName(label)
            value.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            form.addRow(label, value)
        self.setWidget(inside)

    def show_account(self, one: AccountLine | None, *, among: Sequence[AccountLine], names: Mapping[str, str]) -> None:
        """Show an account; None: how many there are, and their sums."""
        texts = _texts(one, names=names) if one else _of_all(among)
        for label, text in zip(LABELS, texts, strict=True):
            self._values[label].setText(text or "—")


def _of_all(among: Sequence[AccountLine]) -> tuple[str, ...]:
    in_use = sum(one.is_enabled for one in among)
    name = f"{ALL}（{len(among):,}）；选中左侧的一个账户，看它的基本信息"
    sums = money(*(_sum(getattr(one, what) for one in among) for what in SUMS))
    counts = (f"{sum(getattr(one, what) for one in among):,}" for what in COUNTS)
    return ("", "", "", name, "", "", f"启用 {in_use:,}，停用 {len(among) - in_use:,}", "", *sums, *counts)


def _sum(amounts: Iterable[int | None]) -> int | None:
    told = [one for one in amounts if one is not None]
    return sum(told) if told else None


def _texts(one: AccountLine, *, names: Mapping[str, str]) -> tuple[str, ...]:
    codes = one.insurance_types.split(",") if one.insurance_types else []
    types = "全部险种" if one.insurance_types == "all" else "、".join(names.get(code, code) for code in codes)
    words = (f"{one.region} {one.mof_div_code}", one.type_label, one.account_no, one.account_name, one.bank_name, types)
    sums = money(one.book, one.opening, one.income, one.spending, one.closing)
    counts = (f"{one.lines:,}", f"{one.open_lines:,}", f"{one.receipts:,}")
    return (*words, "启用" if one.is_enabled else "停用", one.opened_on, *sums, *counts)
