"""Which files a secure connection uses, named before any of them is opened (SYNC point 11)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PFX = (".pfx", ".p12")


@dataclass(frozen=True, slots=True, kw_only=True)
class Trust:
    """Files for the secure connection: `authority` instead of the system's own; the client's certificate and key.

    A certificate that ends in .pfx or .p12 has its key inside; `password` is asked for it when it is opened.
    """

    authority: Path | None = None
    certificate: Path | None = None
    key: Path | None = None
    password: Callable[[], str] = str
