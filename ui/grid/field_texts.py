"""Texts of values that a person could have typed: what editors begin with and what a copy takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.fields.base import as_text

if TYPE_CHECKING:
    from app.fields import Field, Value


def text_to_type(field: Field, value: Value, *, shown: str | None = None) -> str:
    """Return the shown text where the field reads it back as the value, else the form of workbooks, which it does."""
    text = field.show(value) if shown is None else shown
    return text if field.read(text) == value else as_text(field.excel(value))
