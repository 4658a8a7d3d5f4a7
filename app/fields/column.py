"""Column types of the store, loaded only when tables are made: the window shows before SQLAlchemy is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy.types import TypeEngine


def text_column(length: int) -> TypeEngine[Any]:
    """Return VARCHAR of this length."""
    from sqlalchemy import String  # noqa: PLC0415 - see the module's docstring

    return String(length)


def integer_column() -> TypeEngine[Any]:
    """Return BIGINT."""
    from sqlalchemy import BigInteger  # noqa: PLC0415 - see the module's docstring

    return BigInteger()


def flag_column() -> TypeEngine[Any]:
    """Return BOOLEAN."""
    from sqlalchemy import Boolean  # noqa: PLC0415 - see the module's docstring

    return Boolean()


def date_column() -> TypeEngine[Any]:
    """Return DATE."""
    from sqlalchemy import Date  # noqa: PLC0415 - see the module's docstring

    return Date()
