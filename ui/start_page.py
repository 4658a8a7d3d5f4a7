"""What the window shows before there are rows: opening, signing in, the first sync with its progress."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QVBoxLayout, QWidget

from ui.look.icons import icon

if TYPE_CHECKING:
    from collections.abc import Callable

CARD_WIDTH = 440


class StartPage(QWidget):
    """One card in the middle: a title, a sentence, a progress bar while something runs, at most two buttons."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title, self._text = QLabel(), QLabel()
        self._title.setProperty("role", "title")
        self._text.setProperty("role", "quiet")
        self._text.setWordWrap(True)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName("进度")
        self._main, self._other = QPushButton(), QPushButton()
        self._main.setProperty("primary", True)  # noqa: FBT003 - Qt's own signature
        self._acts: dict[QPushButton, Callable[[], object]] = {}
        for button in (self._main, self._other):
            button.clicked.connect(lambda _=False, button=button: self._acts[button]())
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self._other)
        buttons.addWidget(self._main)
        card = QFrame()
        card.setObjectName("card")
        card.setFixedWidth(CARD_WIDTH)
        column = QVBoxLayout(card)
        column.setContentsMargins(28, 26, 28, 22)
        column.setSpacing(12)
        mark = QLabel()
        mark.setPixmap(icon("shebao").pixmap(QSize(40, 40)))
        for part in (mark, self._title, self._text, self._bar):
            column.addWidget(part)
        column.addLayout(buttons)
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addWidget(card, alignment=Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)
        self.show_step(title="正在打开本机数据…")

    @property
    def text(self) -> str:
        """Return the sentence that is shown."""
        return self._text.text()

    def show_step(self, *, title: str, text: str = "") -> None:
        """Show what is going on; its length is not known."""
        self._say(title, text)
        self._bar.setRange(0, 0)
        self._bar.show()

    def show_progress(self, done: int, total: int, text: str) -> None:
        """Show how far it is (`total` 0: not known)."""
        self._text.setText(text)
        self._bar.setRange(0, total)
        self._bar.setValue(done)

    def offer(
        self,
        *,
        title: str,
        text: str,
        main: tuple[str, Callable[[], object]],
        other: tuple[str, Callable[[], object]] | None = None,
    ) -> None:
        """Show what can be done now: a sentence and one or two buttons, each with what it does."""
        self._say(title, text)
        self._bar.hide()
        for button, act in ((self._main, main), (self._other, other)):
            button.setVisible(act is not None)
            if act is not None:
                button.setText(act[0])
                self._acts[button] = act[1]
        self._main.setFocus()

    def offer_cancel(self, label: str, do: Callable[[], object]) -> None:
        """Offer to stop what is going on."""
        self._other.setText(label)
        self._acts[self._other] = do
        self._other.show()

    def _say(self, title: str, text: str) -> None:
        self._title.setText(title)
        self._text.setText(text)
        self._main.hide()
        self._other.hide()
