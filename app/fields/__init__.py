"""Field kinds: each owns how its values are read, shown, stored, sent and edited."""

from app.fields.base import NO_NAMES, Bad, Editor, Field, Value
from app.fields.choices import Choices
from app.fields.moment import Moment
from app.fields.number import Decimal, Integer, Money, Year, show_scaled
from app.fields.pick import Choice, Date, Flag
from app.fields.reference import Reference, References
from app.fields.text import Code, Note, Text

__all__ = [
    "NO_NAMES",
    "Bad",
    "Choice",
    "Choices",
    "Code",
    "Date",
    "Decimal",
    "Editor",
    "Field",
    "Flag",
    "Integer",
    "Moment",
    "Money",
    "Note",
    "Reference",
    "References",
    "Text",
    "Value",
    "Year",
    "show_scaled",
]
