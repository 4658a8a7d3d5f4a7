"""The folded part of the sign-in dialog: the central's CA, one's own certificate, an unencrypted line (SYNC 11)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from sync.address import tidy_address
from sync.credentials import FileCredentials
from sync.kept_trust import Choice, kept_trust
from sync.trust import PFX

if TYPE_CHECKING:
    from app.errors import ShebaoError
    from sync.profile import Profile
    from ui.operations import Operations

AUTHORITIES = "证书 (*.pem *.crt *.cer *.der);;所有文件 (*)"
CERTIFICATES = "客户端证书 (*.pfx *.p12 *.pem);;所有文件 (*)"
KEYS = "私钥 (*.pem *.key);;所有文件 (*)"
SYSTEM = "使用系统信任的签发机构"
NOBODY = "不出示证书"
KEPT = "使用上次选择的文件"
KEPT_PACKED = ".pfx 证书，密码已保存"


class FileChoice(QWidget):
    """A file that may be chosen, with what is known about it; `changed` by a person, `grown` in its size."""

    changed = Signal()
    grown = Signal()

    def __init__(self, *, label: str, nothing: str, kinds: str) -> None:
        super().__init__()
        self.path: Path | None = None
        self.is_cleared = False
        self.setObjectName(label)
        self._label, self._nothing, self._kinds = label, nothing, kinds
        self.text = QLabel(nothing)
        self.text.setWordWrap(True)
        self.text.setProperty("role", "quiet")
        self.text.setAccessibleName(label)
        self.choose_button = QPushButton("选择…")
        self.choose_button.setAccessibleName(f"选择{label}")
        self.choose_button.clicked.connect(self._ask)
        self.clear_button = QPushButton("清除")
        self.clear_button.setAccessibleName(f"清除{label}")
        self.clear_button.clicked.connect(self.clear)
        self.clear_button.hide()
        self.details = QLabel()
        self.details.setProperty("role", "quiet")
        self.details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.details.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.details.hide()
        row = QHBoxLayout()
        row.addWidget(self.text, stretch=1)
        row.addWidget(self.choose_button)
        row.addWidget(self.clear_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.details)

    def show_kept(self, details: str) -> None:
        """Show what is in force already, from an earlier sign-in; '' for nothing."""
        self._show(KEPT if details else self._nothing, details=details)

    def take(self, path: Path, *, details: str = "") -> None:
        """Take a file and show what it is."""
        self.path, self.is_cleared = path, False
        self._show(path.name, details=details, about=str(path))

    def clear(self) -> None:
        """Choose nothing, and keep nothing from before."""
        self.path, self.is_cleared = None, True
        self._show(self._nothing)
        self.changed.emit()

    def _show(self, text: str, *, details: str = "", about: str = "") -> None:
        self.text.setText(text)
        self.text.setToolTip(about)
        self.details.setText(details)
        self.details.setToolTip(details)
        self.details.setVisible(bool(details))
        self.clear_button.setVisible(text != self._nothing)
        self.grown.emit()

    def _ask(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, f"选择{self._label}", "", self._kinds)
        if name:
            self.path = Path(name)
            self.changed.emit()


class AdvancedPart(QWidget):
    """Says what was chosen; `problem` carries a sentence about a file that cannot be used, '' when all is well."""

    problem = Signal(str)
    grown = Signal()

    def __init__(self, *, operations: Operations) -> None:
        super().__init__()
        self._operations = operations
        self.authority = FileChoice(label="中心端的 CA 证书", nothing=SYSTEM, kinds=AUTHORITIES)
        self.certificate = FileChoice(label="客户端证书", nothing=NOBODY, kinds=CERTIFICATES)
        self.key = FileChoice(label="证书的私钥", nothing="与证书在同一文件中", kinds=KEYS)
        self.password = QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.password.setAccessibleName("证书密码")
        self.plain = QCheckBox("这是单位内网，允许不加密的连接（http）")
        self._form = QFormLayout(self)
        self._form.setContentsMargins(0, 0, 0, 0)
        self._form.setSpacing(10)
        for label, part in (
            ("CA 证书", self.authority),
            ("客户端证书", self.certificate),
            ("私钥", self.key),
            ("证书密码", self.password),
            ("", self.plain),
        ):
            self._form.addRow(label, part)
        for one in (self.authority, self.certificate, self.key):
            one.changed.connect(lambda one=one: self._look_at(one))
            one.grown.connect(self.grown)
        self._show_rows()

    @property
    def choice(self) -> Choice:
        """Return what was chosen."""
        return Choice(
            authority=self.authority.path,
            certificate=self.certificate.path,
            key=self.key.path,
            password=self.password.text(),
            keeps_authority=not self.authority.is_cleared,
            keeps_certificate=not self.certificate.is_cleared,
        )

    def read_kept(self, profile: Profile, *, server: str, user: str) -> None:
        """Show which files are in force from an earlier sign-in of this person at this central."""

        def work(_: object) -> tuple[str, str]:
            kept = kept_trust(
                profile, server=tidy_address(server), user=user, credentials=FileCredentials(profile.folder)
            )
            authority = _described(kept.authority) if kept.authority else ""
            packed = kept.certificate is not None and kept.certificate.suffix.lower() in PFX
            own = _described(kept.certificate) if kept.certificate and not packed else ""
            return authority, KEPT_PACKED if packed else own

        self._operations.run(
            work, done=self._show_kept, failed=self._failed, owner=self, key="kept", lane="side", label="读取证书"
        )

    def _show_kept(self, found: tuple[str, str]) -> None:
        for part, details in zip((self.authority, self.certificate), found, strict=True):
            if part.path is None and not part.is_cleared:
                part.show_kept(details)

    def _look_at(self, part: FileChoice) -> None:
        """Show what a file is; the password of a packed one is asked for first."""
        self.problem.emit("")
        self._show_rows()
        path = part.path
        if path is None:
            return
        if path.suffix.lower() in PFX or part is self.key:
            part.take(path)
            self.password.setFocus()
            return
        self._operations.run(
            lambda _: _described(path),
            done=lambda details: part.take(path, details=details),
            failed=lambda error: self._refuse(part, error=error),
            owner=self,
            key=part.objectName(),
            lane="side",
            label="读取证书",
        )

    def _refuse(self, part: FileChoice, *, error: ShebaoError) -> None:
        part.clear()
        self._failed(error)

    def _failed(self, error: ShebaoError) -> None:
        self.problem.emit(error.sentence)

    def _show_rows(self) -> None:
        path = self.certificate.path
        packed = path is not None and path.suffix.lower() in PFX
        self._form.setRowVisible(self.password, packed)
        self._form.setRowVisible(self.key, path is not None and not packed)
        self.grown.emit()


def _described(path: Path) -> str:
    """Return subject, days and fingerprint of the first certificate in a file, in lines; raise CertificateError."""
    from sync.certificates import describe, read_certificates  # noqa: PLC0415 - only who opens this part needs it

    found = read_certificates(path)
    first, more = describe(found[0]), f"（文件中共 {len(found)} 张证书）" if len(found) > 1 else ""
    digits = first.fingerprint.replace(":", "")
    groups = [digits[at : at + 4] for at in range(0, len(digits), 4)]
    return "\n".join(
        [
            f"{first.subject}{more}",
            f"有效期 {first.starts:%Y-%m-%d} 至 {first.ends:%Y-%m-%d}，SHA-256 指纹：",
            " ".join(groups[: len(groups) // 2]),
            " ".join(groups[len(groups) // 2 :]),
        ]
    )
