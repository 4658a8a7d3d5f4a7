"""What a new row holds where nobody filled anything in; blank differs from 0 (SPEC section 4)."""

from __future__ import annotations


def is_blank(value: object) -> bool:
    """Say whether a wire value is blank: null, no text, or a flag that is not set. 0 is a number like others."""
    return value is None or value is False or value == ""
