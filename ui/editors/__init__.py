"""Editors by the kind a field declares; the grid's cells and the row form open the same ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

from app.fields import Choices, Editor, Field, Reference
from ui.editors.date import DateEditor
from ui.editors.flag import FlagEditor
from ui.editors.line import LineEditor, NoteEditor, NumberEditor
from ui.editors.pick import ChoiceEditor
from ui.editors.reference import ReferenceEditor, ReferencesEditor
from ui.editors.ticks import ChoicesEditor

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance
    from PySide6.QtWidgets import QWidget

    from ui.page.offers import Offers


class CellEditor(Protocol):
    """What every editor can do; each is also a QWidget."""

    takes_arrows: bool

    @property
    def changed(self) -> SignalInstance:
        """Return the signal that the person changed something."""

    def begin(self, text: str) -> None:
        """Start from a text that the field can read."""

    def unfold(self) -> None:
        """Open what there is to pick from."""

    def choose(self) -> None:
        """Take what is highlighted in a list."""

    def typed(self) -> str:
        """Return a text for the field to read."""


def make_editor(field: Field, *, offers: Offers, parent: QWidget | None = None) -> QWidget:
    """Return a new editor for a field; it is a CellEditor too."""
    kind = field.editor
    if isinstance(field, Reference):
        return (ReferencesEditor if kind is Editor.REFERENCES else ReferenceEditor)(field, offers, parent)
    if isinstance(field, Choices):
        return ChoicesEditor(field, parent)
    if kind in {Editor.CHOICE, Editor.DATE, Editor.FLAG}:
        return {Editor.CHOICE: ChoiceEditor, Editor.DATE: DateEditor, Editor.FLAG: FlagEditor}[kind](field, parent)
    return {Editor.NOTE: NoteEditor, Editor.NUMBER: NumberEditor}.get(kind, LineEditor)(parent)


def as_editor(widget: QWidget) -> CellEditor:
    """Return a widget made by `make_editor` as the editor that it is."""
    return cast("CellEditor", widget)
