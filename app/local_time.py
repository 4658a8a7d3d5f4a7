"""Times as this computer's clock shows them; what is stored and sent is UTC (SYNC point 5)."""

from __future__ import annotations

from datetime import datetime


def local_time(utc: str) -> str:
    """Return a stored UTC time ('2026-01-31T08:00:00Z') as local '01-31 16:00', with the year when it is another."""
    if not utc:
        return ""
    then = datetime.fromisoformat(utc).astimezone()
    is_this_year = then.year == datetime.now().astimezone().year
    return then.strftime("%m-%d %H:%M" if is_this_year else "%Y-%m-%d %H:%M")
