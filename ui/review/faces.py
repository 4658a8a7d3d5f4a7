"""How the lines of 综合审核 and the parameters of a group read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.list_model import Face, ListColumn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.actuarial_review import ReviewLine


class ReviewFace(Face):
    """A group of a sheet."""

    columns = (
        ListColumn(label="财政区划", width=150),
        ListColumn(label="险种", width=170),
        ListColumn(label="参数分组", width=170),
        ListColumn(label="已填", width=80, right=True),
        ListColumn(label="检查", width=220),
        ListColumn(label="状态", width=80),
        ListColumn(label="意见", width=160),
    )

    def texts(self, item: ReviewLine) -> Sequence[str]:
        """Return whose, of which type, which group, how much, what was found, where it stands."""
        return (
            f"{item.place.region} {item.region_name}",
            f"{item.place.insurance_type} {item.type_name}".strip(),
            item.group_name,
            f"{item.filled}/{item.asked}",
            item.verdict,
            item.board.state_label,
            item.board.opinion,
        )

    def tone(self, item: ReviewLine, column: int) -> str:
        """Write errors in the ink of errors."""
        if self.columns[column].label == "检查":
            return "bad" if item.errors else "" if item.open_warnings or item.filled < item.asked else "quiet"
        return ""


class ParameterFace(Face):
    """A parameter of the group that is looked at."""

    columns = (
        ListColumn(label="代码", width=70),
        ListColumn(label="参数", width=220),
        ListColumn(label="计量单位", width=80),
    )

    def texts(self, item: tuple[str, str, str]) -> Sequence[str]:
        """Return code, name and unit."""
        return item
