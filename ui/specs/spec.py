"""What an action of the window is declared by: its menu, words, keys and picture (clause 2)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec:
    """An action: where it stands in the menus, how it is called, what it does in words. '' separates.

    Of the actions of one `group`, one is chosen.
    """

    name: str
    menu: str = ""
    label: str = ""
    about: str = ""
    shortcut: str = ""
    icon: str = ""
    group: str = ""
    is_switch: bool = False
