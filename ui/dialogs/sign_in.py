"""Signing in: server, user, password; whatever is wrong is said in the dialog, and nothing typed is lost (SYNC 11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
)

from sync.credentials import FILE, KEYRING, credentials_of
from sync.session import sign_in
from ui.dialogs.sign_in_advanced import AdvancedPart

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.errors import ShebaoError
    from sync.profile import Profile, Settings
    from sync.session import Session
    from ui.operations import Operations

WIDTH = 520
WANT_ADVANCED = (
    "network.untrusted",
    "network.exposed",
    "network.certificate-needed",
    "network.certificate-refused",
)
"""What something in the advanced part may mend."""


class SignInDialog(QDialog):
    """Emits `signed_in` with the Session."""

    signed_in = Signal(object)

    def __init__(
        self, *, profile: Profile, settings: Settings, operations: Operations, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("登录")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setFixedWidth(WIDTH)
        self._profile, self._operations = profile, operations
        self.server = _line(settings.server, label="中心端地址", hint="https://主机名:端口")
        self.user = _line(settings.user, label="用户", hint="用户代码")
        self.password = _line("", label="密码", hint="")
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.use_file = QCheckBox("把登录凭据保存在本机文件中（没有系统凭据库时）")
        self.use_file.setChecked(settings.credentials == FILE)
        self.use_file.setVisible(settings.credentials == FILE)
        self.fold = QToolButton()
        self.fold.setText("高级")
        self.fold.setCheckable(True)
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.fold.setArrowType(Qt.ArrowType.RightArrow)
        self.fold.toggled.connect(self._fold)
        self.advanced = AdvancedPart(operations=operations)
        self.advanced.hide()
        self.advanced.problem.connect(self._complain)
        self.advanced.grown.connect(self._fit)
        self.problem = QLabel()
        self.problem.setProperty("role", "bad")
        self.problem.setWordWrap(True)
        self.problem.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.problem.hide()
        self.accept_button = QPushButton("登录")
        self.accept_button.setDefault(True)
        self.accept_button.clicked.connect(self._sign_in)
        cancel = QPushButton("取消")
        cancel.clicked.connect(self.reject)
        self._lay_out(cancel)
        for line in (self.server, self.user):
            line.editingFinished.connect(self._read_kept)
        first_empty = next((line for line in self._lines if not line.text()), self.password)
        first_empty.setFocus()

    @property
    def _lines(self) -> tuple[QLineEdit, QLineEdit, QLineEdit]:
        return self.server, self.user, self.password

    def _lay_out(self, cancel: QPushButton) -> None:
        form = QFormLayout()
        form.setSpacing(10)
        for line in self._lines:
            form.addRow(line.accessibleName(), line)
        form.addRow("", self.use_file)
        form.addRow(self.fold)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(cancel)
        buttons.addWidget(self.accept_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 22, 24, 18)
        column.setSpacing(14)
        column.addLayout(form)
        column.addWidget(self.advanced)
        column.addWidget(self.problem)
        column.addLayout(buttons)

    def _sign_in(self) -> None:
        for line in self._lines:
            if not line.text().strip():
                self._complain(f"请填写{line.accessibleName()}。")
                line.setFocus()
                return
        self._set_busy(busy=True)
        profile, server, user = self._profile, self.server.text().strip(), self.user.text().strip()
        password, kind = self.password.text(), FILE if self.use_file.isChecked() else KEYRING
        choice, plain = self.advanced.choice, self.advanced.plain.isChecked()

        def work(_: object) -> Session:
            credentials = credentials_of(kind, folder=profile.folder)
            return sign_in(
                profile,
                server=server,
                user=user,
                password=password,
                credentials=credentials,
                choice=choice,
                plain=plain,
            )

        self._operations.run(work, done=self._done, failed=self._failed, owner=self, lane="side", label="登录")

    def _done(self, session: Session) -> None:
        self.signed_in.emit(session)
        self.accept()

    def _failed(self, error: ShebaoError) -> None:
        self._set_busy(busy=False)
        self._complain(error.sentence)
        if error.code.startswith("credentials."):
            self.use_file.show()
        elif error.code == "sign-in.wrong":
            self.password.selectAll()
            self.password.setFocus()
        elif error.code in WANT_ADVANCED or error.code.startswith("certificate"):
            self.fold.setChecked(True)

    def _fold(self, unfolded: bool) -> None:  # noqa: FBT001 - a signal's argument
        self.fold.setArrowType(Qt.ArrowType.DownArrow if unfolded else Qt.ArrowType.RightArrow)
        self.advanced.setVisible(unfolded)
        if unfolded:
            self._read_kept()
        self._fit()

    def _fit(self) -> None:
        """Become as high as what is shown, once that has found its size."""
        QTimer.singleShot(0, self, self.adjustSize)

    def _read_kept(self) -> None:
        server, user = self.server.text().strip(), self.user.text().strip()
        if self.fold.isChecked() and server and user:
            self.advanced.read_kept(self._profile, server=server, user=user)

    def _complain(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))
        self._fit()

    def _set_busy(self, *, busy: bool) -> None:
        self.problem.hide()
        for part in (*self._lines, self.use_file, self.advanced, self.accept_button):
            part.setEnabled(not busy)
        self.accept_button.setText("正在登录…" if busy else "登录")


def _line(text: str, *, label: str, hint: str) -> QLineEdit:
    line = QLineEdit(text)
    line.setAccessibleName(label)
    line.setPlaceholderText(hint)
    return line
