"""写消息: to one's own region or some below, with title and words; sent by the next sync (SPEC section 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
)

from app.catalogs.message import KINDS, LONGEST_TEXT, ROLES
from app.todo.messages import MESSAGES, Draft, addressees, send_messages

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.unit_of_work import Outcome
    from ui.desk import Desk

WIDTH, LINES, REGIONS_HIGH = 560, 6, 180
LONGEST_TITLE = 100
CODE = Qt.ItemDataRole.UserRole


class WriteDialog(QDialog):
    """Emits `sent` with a sentence when the messages wait for the next sync."""

    sent = Signal(str)

    def __init__(self, *, desk: Desk, fiscal_year: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk, self._year = desk, fiscal_year
        self.setWindowTitle("写消息")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setMinimumWidth(WIDTH)
        self.search, self.regions = QLineEdit(), QListWidget()
        self.search.setPlaceholderText("输入代码或名称查找地区")
        self.search.setClearButtonEnabled(True)
        self.regions.setAccessibleName("收件地区")
        self.regions.setSpacing(1)
        self.all_of_them = QCheckBox("全选（查到的地区）")
        self.regions.setFixedHeight(REGIONS_HIGH)
        self.kind, self.role = QComboBox(), QComboBox()
        for code, label in KINDS:
            self.kind.addItem(label, code)
        self.kind.setCurrentIndex(self.kind.findData("notice"))
        for code, label in (("", "所有人"), *ROLES):
            self.role.addItem(label, code)
        self.title, self.text, self.hint = QLineEdit(), QPlainTextEdit(), QLabel()
        self.title.setMaxLength(LONGEST_TITLE)
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(self.text.fontMetrics().height() * LINES + 12)
        self.hint.setProperty("role", "quiet")
        self.hint.setWordWrap(True)
        buttons = QDialogButtonBox()
        self.send = buttons.addButton("发送", QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self._send)
        buttons.rejected.connect(self.reject)
        form = QFormLayout()
        parts = (
            ("查找", self.search),
            ("发给", self.regions),
            ("", self.all_of_them),
            ("岗位", self.role),
            ("类别", self.kind),
        )
        for label, part in (*parts, ("标题", self.title), ("内容", self.text)):
            form.addRow(label, part)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 14)
        column.addLayout(form)
        column.addWidget(self.hint)
        column.addWidget(buttons)
        self.search.textChanged.connect(self._narrow)
        self.all_of_them.clicked.connect(self._tick_all)
        self.regions.itemChanged.connect(lambda _: self._check())
        self.title.textChanged.connect(lambda _: self._check())
        self.text.textChanged.connect(self._check)
        self._check()
        self._read()

    @property
    def chosen(self) -> list[str]:
        """Return the codes of the regions that are ticked."""
        items = (self.regions.item(n) for n in range(self.regions.count()))
        return [item.data(CODE) for item in items if item.checkState() == Qt.CheckState.Checked]

    def tick(self, code: str) -> None:
        """Tick a region."""
        for n in range(self.regions.count()):
            if self.regions.item(n).data(CODE) == code:
                self.regions.item(n).setCheckState(Qt.CheckState.Checked)

    def _read(self) -> None:
        store, user, year = self._desk.store, self._desk.user, self._year

        def work(_: object) -> list[tuple[str, str]]:
            with store.read() as connection:
                return addressees(connection, schema=store.schema, user=user, fiscal_year=year)

        self._desk.operations.run(
            work, done=self._fill, failed=self._desk.failed.emit, owner=self, lane="side", label="读取地区"
        )

    def _fill(self, found: list[tuple[str, str]]) -> None:
        for code, name in found:
            item = QListWidgetItem(f"{code}　{name}")
            item.setData(CODE, code)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.regions.addItem(item)
        self._check()

    def _narrow(self, text: str) -> None:
        for n in range(self.regions.count()):
            item = self.regions.item(n)
            item.setHidden(text.strip() not in item.text())
        self.all_of_them.setChecked(False)

    def _tick_all(self, is_ticked: bool) -> None:  # noqa: FBT001 - Qt's own signal
        """Tick the regions that are in sight, or none of them."""
        state = Qt.CheckState.Checked if is_ticked else Qt.CheckState.Unchecked
        with QSignalBlocker(self.regions):
            for n in range(self.regions.count()):
                if not self.regions.item(n).isHidden():
                    self.regions.item(n).setCheckState(state)
        self._check()

    def _check(self) -> None:
        count, words = len(self.chosen), self.text.toPlainText()
        missing = "请选择收件地区" if not count else "请写标题" if not self.title.text().strip() else ""
        missing = missing or ("" if words.strip() else "请写内容")
        too_long = f"内容最多 {LONGEST_TEXT:,} 个字，现为 {len(words):,} 个" if len(words) > LONGEST_TEXT else ""
        self.hint.setText(too_long or missing or f"发给 {count:,} 个地区；同步时送出，送出后不能修改")
        self.send.setEnabled(not missing and not too_long)

    def _send(self) -> None:
        store, user, year = self._desk.store, self._desk.user, self._year
        drafts = [
            Draft(
                region=region,
                title=self.title.text().strip(),
                body=self.text.toPlainText().strip(),
                kind=self.kind.currentData(),
                to_role=self.role.currentData(),
            )
            for region in self.chosen
        ]
        self.send.setEnabled(False)
        self._desk.operations.run(
            lambda _: send_messages(store, user=user, fiscal_year=year, drafts=drafts),
            done=self._sent,
            failed=self._desk.failed.emit,
            owner=self,
            label="发送消息",
        )

    def _sent(self, outcome: Outcome) -> None:
        if outcome.refusals:
            self.hint.setText(outcome.sentence)
            self.send.setEnabled(True)
            return
        self._desk.tell_changed(MESSAGES)
        self.sent.emit(f"已写好 {len(outcome.written):,} 条消息，同步时送出。")
        self.accept()
