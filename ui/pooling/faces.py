"""How the lists of pooling read: what the check found, what an assignment would change (clause 1.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.pooling.checking import Fault
from ui.list_model import Face, ListColumn

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.pooling.assigning import Assigned
    from app.pooling.checking import Finding


class FindingFace(Face):
    """A fault of a region or of a type as a whole; `names` are those of the types."""

    columns = (
        ListColumn(label="问题", width=150),
        ListColumn(label="险种", width=230),
        ListColumn(label="说明", width=640),
    )
    names: Mapping[str, str] = {}

    def texts(self, item: Finding) -> Sequence[str]:
        """Return kind, type and sentence."""
        name = self.names.get(item.insurance_type, "")
        return (item.fault.label, f"{item.insurance_type} {name}".strip(), item.text)

    def tone(self, item: Finding, column: int) -> str:
        """Show the kind as what it is: something missing, or something wrong."""
        return "" if column else "mine" if item.fault in (Fault.GAP, Fault.NO_LEVEL) else "bad"


class PlanFace(Face):
    """What becomes of one region for one type; `names` are those of types and regions together."""

    columns = (
        ListColumn(label="变化", width=90),
        ListColumn(label="险种", width=230),
        ListColumn(label="财政区划", width=210),
        ListColumn(label="原统筹区", width=210),
        ListColumn(label="新统筹区", width=210),
    )
    names: Mapping[str, str] = {}

    def texts(self, item: Assigned) -> Sequence[str]:
        """Return what happens, for which type and region, from where to where."""
        word = "不变" if not item.is_change else "改划" if item.before else "新划入"
        return (word, *(self._named(code) for code in (item.insurance_type, item.region, item.before, item.after)))

    def tone(self, item: Assigned, column: int) -> str:
        """Show what stays as it is quietly."""
        return "quiet" if not item.is_change else "mine" if not column else ""

    def _named(self, code: str) -> str:
        return f"{code} {self.names.get(code, '')}".strip()
