"""What a level below the ministry may add to a standard: rows with the declared values only (1.7: the third level)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.candidate import Problem
from app.people import MINISTRY_DIV

if TYPE_CHECKING:
    from app.catalog import Catalog
    from app.frame import Frame

RULE = "detail.only"


def check_details(catalog: Catalog, *, frame: Frame) -> None:
    """Put a problem at each row of a level below that is of another kind than it may add."""
    for name, value in catalog.authority.extend_only:
        field = catalog.by_name[name]
        found = frame.texts(name) if frame.touching(name) else ()
        for n in frame.touching(name):
            if found[n] and found[n] != value and frame.owners[n] != MINISTRY_DIV:
                text = f"本级只能增设{field.show(value)}，{field.show(found[n])}由财政部制定"
                frame.add(n, Problem(RULE, name, text))
