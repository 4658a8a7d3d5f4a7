"""What a person had open, chosen and scrolled to in a tree, kept by person and catalog through restarts."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.desk import Desk

MOST = 500
"""Open nodes that are remembered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Memos of the open nodes, of the chosen one (None: none yet), and of the one at the top of the view.

    `own` and `depth`: which part of the tree is shown.
    """

    opened: tuple[str, ...] = ()
    chosen: str | None = None
    top: str | None = None
    own: bool = False
    depth: int = 0


def _key(desk: Desk, *, catalog: str) -> str:
    return f"{desk.store.path.stem}/tree/{catalog}"


def remember(desk: Desk, *, catalog: str, place: Place) -> None:
    """Keep a place for the next start."""
    desk.settings.setValue(_key(desk, catalog=catalog), json.dumps(asdict(place), ensure_ascii=False))


def recall(desk: Desk, *, catalog: str) -> Place:
    """Return the place that was kept; nothing is open when none was, or when it cannot be read any more."""
    text = str(desk.settings.value(_key(desk, catalog=catalog), "") or "{}")
    try:
        found = json.loads(text)
        opened = tuple(str(memo) for memo in found.get("opened", ()))[:MOST]
        chosen, top = found.get("chosen"), found.get("top")
        own, depth = bool(found.get("own")), int(found.get("depth") or 0)
    except (ValueError, AttributeError, TypeError):
        return Place()
    chosen, top = (None if memo is None else str(memo) for memo in (chosen, top))
    return Place(opened=opened, chosen=chosen, top=top, own=own, depth=depth)
