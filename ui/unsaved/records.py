"""What waits outside the store, as it is written into the file: cells, drafts of forms, new rows. Free of Qt."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from pathlib import Path


class Cell(msgspec.Struct, frozen=True, omit_defaults=True):
    """Typed text that is not in the store; year, region and pages say which sheet it stands on, where it is on one."""

    key: int | str
    column: str
    text: str
    reason: str = ""
    fiscal_year: int = 0
    region: str = ""
    pages: tuple[tuple[str, str], ...] = ()


class Unsaved(msgspec.Struct, frozen=True, omit_defaults=True):
    """What waits on one catalog's pages; `forms`: changed texts by row id ('' for a new row) and field."""

    cells: tuple[Cell, ...] = ()
    forms: dict[str, dict[str, str]] = {}
    rows: tuple[dict[str, str], ...] = ()

    @property
    def is_any(self) -> bool:
        """Say whether anything waits."""
        return bool(self.cells or self.forms or self.rows)

    @property
    def words(self) -> str:
        """Return what waits, in Chinese."""
        parts = (
            (len(self.cells), "处录入"),
            (len(self.forms), "份没有填完的表单"),
            (len(self.rows), "行还没有添加的新行"),
        )
        return "、".join(f"{count:,} {what}" for count, what in parts if count)

    def beside(self, other: Unsaved) -> Unsaved:
        """Return this together with what another page of the same catalog holds; this one's texts stand."""
        own = {(one.key, one.column, one.fiscal_year, one.region, one.pages) for one in self.cells}
        more = (one for one in other.cells if (one.key, one.column, one.fiscal_year, one.region, one.pages) not in own)
        return Unsaved(cells=(*self.cells, *more), forms={**other.forms, **self.forms}, rows=(*self.rows, *other.rows))


NOTHING = Unsaved()


def read_unsaved(path: Path) -> dict[str, Unsaved]:
    """Return what waits by catalog; a file that cannot be understood is put aside, not deleted. Raise OSError."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=dict[str, Unsaved])
    except FileNotFoundError:
        return {}
    except msgspec.DecodeError:
        path.replace(path.with_suffix(".unreadable"))
        return {}


def write_unsaved(path: Path, found: dict[str, Unsaved]) -> None:
    """Replace the file, which is whole at any moment; without anything that waits there is none. Raise OSError."""
    if not found:
        path.unlink(missing_ok=True)
        return
    beside = path.with_suffix(".new")
    with beside.open("wb") as file:
        file.write(msgspec.json.encode(found))
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)
