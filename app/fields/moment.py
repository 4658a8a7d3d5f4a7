"""Points in time that the program sets: kept in UTC, shown by this computer's clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from app.fields.base import NO_NAMES, Bad, Value, as_text
from app.fields.text import Text
from app.local_time import local_time

if TYPE_CHECKING:
    from collections.abc import Mapping

STORED = "%Y-%m-%dT%H:%M:%SZ"
IN_WORKBOOKS = "%Y-%m-%d %H:%M:%S"


@dataclass(frozen=True, kw_only=True)
class Moment(Text):
    """A time like 2026-01-31T08:00:00Z; nothing is the empty string."""

    max_length: int = 20
    width: int = 13

    def read(self, given: object) -> Value | Bad:
        """Read what is stored, or a local time as workbooks have it."""
        text = as_text(given)
        return text if not text or self.check_filled(text) is None else self._local(text)

    def _local(self, text: str) -> Value | Bad:
        try:
            local = datetime.strptime(text, IN_WORKBOOKS).astimezone()
        except ValueError:
            return Bad(text, f"{self.label}应为时间，如 2026-01-31 16:00:00，现为“{text}”")
        return local.astimezone(UTC).strftime(STORED)

    def show(self, value: Value, *, names: Mapping[str, str] = NO_NAMES) -> str:  # noqa: ARG002
        """Show the local time to the minute."""
        try:
            return local_time(str(value or ""))
        except ValueError:
            return str(value)

    def excel(self, value: Value, *, names: Mapping[str, str] = NO_NAMES) -> str | None:  # noqa: ARG002
        """Write the local time to the second, so that it reads back the same."""
        if not value:
            return None
        try:
            return datetime.fromisoformat(str(value)).astimezone().strftime(IN_WORKBOOKS)
        except ValueError:
            return str(value)

    def check_filled(self, value: Value) -> str | None:
        """Refuse what is no stored time."""
        try:
            datetime.strptime(str(value), STORED)  # noqa: DTZ007 - only whether it is one
        except ValueError:
            return f"{self.label}应为时间，如 2026-01-31T08:00:00Z"
        return None

    def are_fine(self, filled: object) -> bool:
        """Look at each."""
        return not filled

    def search_text(self) -> bool:
        """Free search passes over times."""
        return False
