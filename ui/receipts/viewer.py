"""The viewer of a receipt: pages, zoom, save as, print; pages are painted off the window's thread (clause 1.6)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout

from app.excel.target import replacing
from app.receipts.kinds import SUFFIXES
from ui.dialogs.export import documents
from ui.receipts.files import body_of
from ui.receipts.rendering import picture_of

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from PySide6.QtPrintSupport import QPrinter
    from PySide6.QtWidgets import QWidget

    from app.errors import ShebaoError
    from app.receipts.listing import Receipt
    from ui.desk import Desk
    from ui.receipts.rendering import Picture

SIZE = (900, 680)
DPI, LEAST, MOST, STEP = 96.0, 40.0, 400.0, 1.25
PRINT_DPI = 300.0


class ReceiptViewer(QDialog):
    """Emits `shown` when a page stands on the screen."""

    shown = Signal()

    def __init__(self, receipt: Receipt, *, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(f"银行回单：{receipt.file_name}")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.resize(*SIZE)
        self._receipt, self._desk = receipt, desk
        self._body = b""
        self.page, self.pages, self.dpi = 0, 0, DPI
        self.sheet = QLabel()
        self.sheet.setAccessibleName("回单页面")
        self.sheet.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.area = QScrollArea()
        self.area.setAccessibleName("回单")
        self.area.setWidgetResizable(True)
        self.area.setWidget(self.sheet)
        self.said = QLabel("正在打开…")
        self.said.setWordWrap(True)
        self.before, self.after = QPushButton("上一页"), QPushButton("下一页")
        self.smaller, self.larger = QPushButton("缩小"), QPushButton("放大")
        self.save, self.paper, self.close_button = QPushButton("另存为…"), QPushButton("打印…"), QPushButton("关闭")
        self._lay_out()
        self._offer()
        self._read()

    def turn(self, step: int) -> None:
        """Go on or back by pages."""
        self.page = min(max(self.page + step, 0), max(self.pages - 1, 0))
        self._read()

    def zoom(self, factor: float) -> None:
        """Show the page larger or smaller."""
        self.dpi = min(max(self.dpi * factor, LEAST), MOST)
        self._read()

    def save_as(self, path: Path) -> None:
        """Write the file as it is."""
        body = self._body

        def work(_: object) -> None:
            with replacing(path, suffix=path.suffix) as beside:
                beside.write_bytes(body)

        self._desk.operations.run(
            work,
            done=lambda _: self._say(f"已保存到 {path}"),
            failed=self._failed,
            owner=self,
            label="保存回单",
        )

    def _read(self) -> None:
        store, folder, receipt, page, dpi = self._desk.store, self._desk.folder, self._receipt, self.page, self.dpi
        kept = self._body

        def work(_: object) -> tuple[bytes, Picture]:
            body = kept or body_of(store, folder=folder, receipt=receipt)
            return body, picture_of(body, kind=receipt.media_type, page=page, dpi=dpi, name=receipt.file_name)

        self._desk.operations.run(
            work, done=self._show, failed=self._failed, owner=self, key="picture", lane="side", label="打开回单"
        )

    def _show(self, found: tuple[bytes, Picture]) -> None:
        self._body, picture = found
        self.page, self.pages = picture.page, picture.pages
        self.sheet.setPixmap(QPixmap.fromImage(picture.image))
        where = f"第 {self.page + 1} 页，共 {self.pages} 页　" if self.pages > 1 else ""
        one = self._receipt
        self._say(f"{where}{self.dpi / DPI:.0%}　{one.account_no}　{one.booked_on}　{one.serial_no}")
        self._offer()
        self.shown.emit()

    def _failed(self, error: ShebaoError) -> None:
        self._say(error.sentence, role="bad")
        self._offer()

    def _say(self, sentence: str, *, role: str = "quiet") -> None:
        self.said.setProperty("role", role)
        self.said.setText(sentence)
        self.said.style().polish(self.said)

    def _offer(self) -> None:
        is_here = bool(self._body)
        waits = "" if is_here else "文件还没有打开"
        reasons = (
            (self.before, waits or ("" if self.page > 0 else "已是第一页")),
            (self.after, waits or ("" if self.page < self.pages - 1 else "已是最后一页")),
            (self.smaller, waits or ("" if self.dpi > LEAST else "已是最小")),
            (self.larger, waits or ("" if self.dpi < MOST else "已是最大")),
            (self.save, waits),
            (self.paper, waits),
        )
        for button, reason in reasons:
            button.setEnabled(not reason)
            button.setToolTip(reason)

    def _ask_path(self) -> None:
        one = self._receipt
        name = f"{Path(one.file_name).stem}{SUFFIXES[one.media_type]}"
        kinds = f"回单 (*{SUFFIXES[one.media_type]})"
        given, _ = QFileDialog.getSaveFileName(self, "另存为", str(documents() / name), kinds)
        if given:
            self.save_as(Path(given))

    def _ask_printer(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # noqa: PLC0415 - seldom wanted

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setDocName(self._receipt.file_name)
        dialog = QPrintDialog(printer, self)
        # the system's own dialog exists only as a question that is waited for
        if dialog.exec():
            self.print_on(printer)
        dialog.deleteLater()

    def print_on(self, printer: QPrinter) -> None:
        """Paint every page onto a printer, as large as the paper allows."""
        body, receipt = self._body, self._receipt

        def work(_: object) -> int:
            painter = QPainter(printer)
            try:
                number, count = 0, 1
                while number < count:
                    found = picture_of(
                        body, kind=receipt.media_type, page=number, dpi=PRINT_DPI, name=receipt.file_name
                    )
                    count = found.pages
                    if number:
                        printer.newPage()
                    _fit(painter, image=found.image)
                    number += 1
            finally:
                painter.end()
            return count

        self._desk.operations.run(
            work,
            done=lambda count: self._say(f"已交给打印机，共 {count} 页"),
            failed=self._failed,
            owner=self,
            lane="side",
            label="打印回单",
        )

    def _lay_out(self) -> None:
        acts = (
            (self.before, lambda: self.turn(-1)),
            (self.after, lambda: self.turn(1)),
            (self.smaller, lambda: self.zoom(1 / STEP)),
            (self.larger, lambda: self.zoom(STEP)),
            (self.save, self._ask_path),
            (self.paper, self._ask_printer),
            (self.close_button, self.reject),
        )
        row = QHBoxLayout()
        for button, act in acts:
            button.setAutoDefault(False)
            button.clicked.connect(act)
            row.addWidget(button)
            if button is self.larger:
                row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(10)
        column.addWidget(self.area, 1)
        column.addWidget(self.said)
        column.addLayout(row)


def _fit(painter: QPainter, *, image: QImage) -> None:
    room = painter.viewport()
    size = image.size().scaled(room.size(), Qt.AspectRatioMode.KeepAspectRatio)
    painter.drawImage(QRect(room.topLeft(), size), image)
