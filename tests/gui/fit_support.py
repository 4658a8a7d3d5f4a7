"""What does not fit where it stands: texts cut short, buttons outside, windows larger than a screen (scaling)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QComboBox,
    QGroupBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QStyle,
    QStyleOptionComboBox,
    QTabBar,
    QWidget,
)

from tests.gui.reach_support import place, shown, words
from ui.elided_combo import ElidedCombo
from ui.elided_label import ElidedLabel
from ui.region_picker import RegionPicker

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDE, HIGH = 960, 470
"""What a screen of 1920 x 1080 at 200 % leaves a window below its title bar and above the task bar."""
GIVE = (ElidedCombo, ElidedLabel, RegionPicker)
"""Parts that end in an ellipsis on purpose and say the whole in their tooltip."""
SEEN_WHOLE = (QAbstractButton, QLabel, QComboBox, QLineEdit)
SPARE = 1


def misfits(top: QWidget) -> list[str]:
    """Return the visible parts of a window that are cut short or stand outside of it."""
    return [f"{_name(part)}: {why}" for part in shown(top) for why in _misfit(part, top=top)]


def _misfit(part: QWidget, *, top: QWidget) -> Iterator[str]:
    is_inner = isinstance(part.parent(), QTabBar | QHeaderView | QLineEdit)  # Qt's own, which scroll with the control
    if isinstance(part, GIVE) or is_inner:
        return
    if isinstance(part, SEEN_WHOLE) and not _is_scrolled(part, top=top) and not top.rect().contains(place(part, top)):
        yield f"outside of the window: {place(part, top).getRect()}"
    if isinstance(part, QLabel) and part.text():
        yield from _label(part)
    elif isinstance(part, QAbstractButton | QGroupBox):
        wanted = part.minimumSizeHint() if isinstance(part, QGroupBox) else part.sizeHint()
        if wanted.width() > part.width() + SPARE or wanted.height() > part.height() + SPARE:
            yield f"needs {wanted.toTuple()}, has {part.size().toTuple()}"
    elif isinstance(part, QComboBox) and _room(part) < part.fontMetrics().horizontalAdvance(part.currentText()):
        yield f"“{part.currentText()}” in {_room(part)}"
    elif isinstance(part, QLineEdit) and part.placeholderText() and not part.text():
        wide = part.fontMetrics().horizontalAdvance(part.placeholderText())
        margins = part.textMargins()
        if wide > part.width() - margins.left() - margins.right() - 8:
            yield f"placeholder needs {wide}, has {part.width()}"


def _name(part: QWidget) -> str:
    return (
        words(part) if isinstance(part, QAbstractButton | QLabel) else f"{type(part).__name__} {part.accessibleName()}"
    )


def _label(part: QLabel) -> Iterator[str]:
    room = part.contentsRect()
    if part.wordWrap():
        high = part.heightForWidth(part.width())
        if high > part.height() + SPARE:
            yield f"needs {high} high, has {part.height()}: {part.text()[:20]}"
    elif part.minimumSizeHint().width() > part.width() + SPARE or part.fontMetrics().height() > room.height() + SPARE:
        yield f"needs {part.minimumSizeHint().toTuple()}, has {part.size().toTuple()}"


def _room(part: QComboBox) -> int:
    option = QStyleOptionComboBox()
    part.initStyleOption(option)
    field = QStyle.SubControl.SC_ComboBoxEditField
    return part.style().subControlRect(QStyle.ComplexControl.CC_ComboBox, option, field, part).width() + SPARE


def _is_scrolled(part: QWidget, *, top: QWidget) -> bool:
    above = part.parentWidget()
    while above is not None and above is not top:
        if isinstance(above, QAbstractScrollArea):
            return True
        above = above.parentWidget()
    return False
