"""Rows that are posted: sent to a region, never changed; who and when follow from who signed in (SPEC section 3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.candidate import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.fields import Value
    from app.people import User

SENDER = ("sent_by", "sent_from")
STAMPS = ("number", *SENDER, "sent_name", "sent_place", "sent_at")
"""Fields that a posted catalog declares and nobody fills in by hand."""
FORGED = "message.sender"
"""The rule's name on the wire."""


def is_sent(row: Mapping[str, Any]) -> bool:
    """Say whether a row is one that was made already."""
    return bool(row.get("sent_by"))


def stamped(user: User, *, row_id: str, now: str) -> dict[str, Value]:
    """Return what says who sent a row and when."""
    values = (row_id, user.code, user.mof_div_code, user.name, user.mof_div_name, now)
    return dict(zip(STAMPS, values, strict=True))


def forged_problem(user: User, *, values: Mapping[str, Any]) -> Problem | None:
    """Return why a row cannot be taken from this person: it names another sender."""
    true = (user.code, user.mof_div_code)
    wrong = next((name for name, value in zip(SENDER, true, strict=True) if values[name] != value), "")
    return Problem(FORGED, wrong, "发送人必须是登录人本人，请由本人登录后发送") if wrong else None
