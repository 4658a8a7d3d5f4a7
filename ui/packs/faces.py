"""How packs, what they change, orphans and receipts read in the lists of 下发与接收."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.local_time import local_time
from app.packs.difference import NEW, WORDS
from app.row_state import RowState
from ui.list_model import Face, ListColumn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.packs.difference import RowChange
    from app.packs.documents import PackRow
    from app.packs.orphans import Orphan
    from app.packs.preview import Effect
    from app.packs.reading import PackLine, Taker


class PackFace(Face):
    """A pack: whose, of what, which number, where it stands."""

    columns = (
        ListColumn(label="状态", width=120),
        ListColumn(label="方向", width=80),
        ListColumn(label="目录或报表", width=190),
        ListColumn(label="编号", width=60, right=True),
        ListColumn(label="办理地区", width=130),
        ListColumn(label="行数", width=70, right=True),
        ListColumn(label="办理时间", width=100),
        ListColumn(label="办理人", width=90),
        ListColumn(label="接收", width=150),
        ListColumn(label="说明", width=240),
    )

    def texts(self, item: PackLine) -> Sequence[str]:
        """Return the cells of a pack."""
        verb = "上报" if item.is_up else "下发"
        whose = ("本级" if item.is_own else "下级" if item.is_up else "上级") + verb
        taken = f"{item.taken_by} {local_time(item.taken_at)}" if item.taken_at else ""
        row = item.row
        return (
            item.state,
            whose,
            str(row["title"]),
            f"第 {row['number']} 号",
            item.region_name or str(row["mof_div_code"]),
            f"{row['row_count']:,}",
            local_time(str(row["issued_at"])),
            str(row["issued_by"]),
            taken,
            str(row["note"]),
        )

    def picture(self, item: PackLine) -> str:
        """Show what waits, was refused or is to be taken."""
        if item.row["state"] in (RowState.REFUSED, RowState.CONFLICT):
            return "refused"
        if item.row["state"] != RowState.SYNCED:
            return "waiting"
        return "import" if item.is_to_take else "export" if item.is_own else "check"

    def tone(self, item: PackLine, column: int) -> str:
        """Write what is to be taken in the ink of work, what is replaced quietly."""
        if item.row["state"] in (RowState.REFUSED, RowState.CONFLICT):
            return "bad" if column == 0 else ""
        if item.is_to_take:
            return "theirs" if column == 0 else ""
        return "quiet" if not item.is_own and not item.taken_at else ""


class ChangeFace(Face):
    """A row that a pack changes, and how."""

    columns = (
        ListColumn(label="变化", width=70),
        ListColumn(label="代码", width=120),
        ListColumn(label="名称", width=260),
        ListColumn(label="内容", width=560),
    )

    def texts(self, item: RowChange) -> Sequence[str]:
        """Return the cells of a change."""
        return (WORDS[item.kind], item.code, item.name, item.words if item.kind != NEW else "")

    def tone(self, item: RowChange, column: int) -> str:
        """Mark what is lost."""
        return "bad" if column == 0 and item.kind in {"disabled", "removed"} else ""


class EffectFace(Face):
    """What of one's own a pack touches."""

    columns = (
        ListColumn(label="本级数据", width=140),
        ListColumn(label="代码", width=120),
        ListColumn(label="名称", width=240),
        ListColumn(label="影响", width=560),
    )

    def texts(self, item: Effect) -> Sequence[str]:
        """Return the cells of an effect."""
        return (item.label, item.code, item.name, item.words)


class OrphanFace(Face):
    """What hangs on nothing, and what can be done."""

    columns = (
        ListColumn(label="目录", width=140),
        ListColumn(label="代码", width=120),
        ListColumn(label="名称", width=200),
        ListColumn(label="原因", width=320),
        ListColumn(label="处理", width=320),
    )

    def texts(self, item: Orphan) -> Sequence[str]:
        """Return the cells of an orphan."""
        return (item.label, item.code, item.name, item.reason, item.remedy)


class RowFace(Face):
    """A row of a pack as it was issued; the columns follow from the pack."""

    columns = (ListColumn(label="行", width=160), ListColumn(label="内容", width=800))

    def texts(self, item: PackRow) -> Sequence[str]:
        """Return key and content in one line."""
        return (item.key, item.words)


class TakerFace(Face):
    """A region that is to take a pack, and whether it has."""

    columns = (
        ListColumn(label="状态", width=90),
        ListColumn(label="区划", width=110),
        ListColumn(label="地区", width=200),
        ListColumn(label="级次", width=80),
        ListColumn(label="接收人", width=120),
        ListColumn(label="接收时间", width=160),
    )

    def texts(self, item: Taker) -> Sequence[str]:
        """Return the cells of a receiver."""
        state = "已接收" if item.taken_at else "未接收"
        return (state, item.region, item.name, item.level, item.taken_by, local_time(item.taken_at))

    def tone(self, item: Taker, column: int) -> str:
        """Mark who has not."""
        return "bad" if column == 0 and not item.taken_at else ""
