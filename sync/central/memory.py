"""What one process of the central remembers of its database between requests; all of it can be found again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sync.central.shapes import shapes_digest

if TYPE_CHECKING:
    from app.tables import Schema


@dataclass(slots=True)
class Memory:
    """Answers that a quiet round asks for again and again. Threads may fill the same entry twice: it is the same."""

    central: str = ""
    digest: str = ""
    public_key: str = ""

    def shapes(self, schema: Schema) -> str:
        """Return the digest of the catalogs."""
        if not self.digest:
            self.digest = shapes_digest(schema.catalogs)
        return self.digest
