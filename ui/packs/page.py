"""下发与接收: packs in and out with their states, a preview of each, and taking them as wholes (SPEC section 1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSplitter, QStackedWidget, QToolButton, QVBoxLayout

from app.line_texts import RowPlace
from app.packs.documents import PACKS, RECEIPTS, ROWS, is_issued
from app.packs.issuing import issuable
from app.packs.preview import Preview, preview
from app.packs.reading import PackLine, Taker, read_packs, read_takers
from app.packs.rules import person_problem
from app.packs.taking import take
from app.row_state import RowState
from sync.packs import take_back_pack
from ui.list_model import ListModel
from ui.list_table import ListTable
from ui.look.icons import icon
from ui.packs.details import PackDetails
from ui.packs.faces import PackFace
from ui.packs.issue_dialog import IssueDialog
from ui.page.empty_state import Empty, EmptyState
from ui.tools.base import ToolPage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.packs.orphans import Orphan
    from app.packs.preview import Effect
    from app.store import Store
    from ui.desk import Desk

NONE = Empty(
    title="还没有下发包",
    text="上级下发的包和本级下发、上报的包在这里；请点右上角“同步”接收，或换一个年度。",
)
BUTTONS = (
    ("issue", "下发…", "export"),
    ("take", "接收", "import"),
    ("take-back", "撤销", "take-back"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What one pack means and who has taken it."""

    preview: Preview
    takers: list[Taker]


class PackPage(ToolPage):
    """Above the packs of the year that concern one's region, below what the chosen one means."""

    def __init__(self, name: str, *, desk: Desk) -> None:
        super().__init__(name, desk=desk)
        issued = {catalog.name for catalog in desk.schema.catalogs if is_issued(catalog)}
        self.reads = frozenset({PACKS, ROWS, RECEIPTS, *issued})
        self.model = ListModel(PackFace(), self)
        self.table = ListTable(self.model, name="下发与接收")
        self.details, self.empty = PackDetails(), EmptyState()
        self.told, self.why = QLabel(), QLabel()
        self.buttons: dict[str, QToolButton] = {}
        self._lines: list[PackLine] = []
        self._looked: Looked | None = None
        self._body = QStackedWidget()
        self._lay_out()
        self.table.picked.connect(self._look)
        self.details.wanted.connect(self._go)
        self._offer()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(12, 6, 8, 6)
        head.addWidget(self.told)
        head.addStretch(1)
        steps = {"issue": self.issue, "take": self.take, "take-back": self.take_back}
        actions = []
        for name, label, picture in BUTTONS:
            action = QAction(icon(picture), label, self)
            action.setObjectName(name)
            action.triggered.connect(lambda _checked=False, step=steps[name]: step())
            button = QToolButton()
            button.setDefaultAction(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            head.addWidget(button)
            self.buttons[name] = button
            actions.append(action)
        self.own_actions = actions
        self.why.setProperty("role", "quiet")
        self.why.setWordWrap(True)
        self.why.setContentsMargins(12, 0, 12, 4)
        split = QSplitter(Qt.Orientation.Vertical)
        split.addWidget(self.table)
        split.addWidget(self.details)
        split.setSizes([260, 320])
        self.empty.show_empty(NONE)
        self._body.addWidget(split)
        self._body.addWidget(self.empty)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.why)
        column.addWidget(self._body, 1)
        self.areas = (self.table, self.details)
        self.setFocusProxy(self.table)

    def refresh(self) -> None:
        """Read the packs again; the chosen one stays chosen."""
        if self.context is None:
            return
        user, year = self.desk.user, self.context.fiscal_year

        def read(store: Store) -> list[PackLine]:
            with store.read() as connection:
                return read_packs(connection, schema=store.schema, user=user, fiscal_year=year)

        self.work(read, done=self._show, label="读取下发包")

    def chosen(self) -> list[PackLine]:
        """Return the chosen packs."""
        return [self._lines[row] for row in self.table.rows()]

    def _show(self, lines: list[PackLine]) -> None:
        before = {one.pack_id for one in self.chosen()}
        self._lines = lines
        self.model.show_items(lines)
        self._body.setCurrentIndex(0 if lines else 1)
        waiting = sum(one.is_to_take for one in lines)
        self.told.setText(f"有 {waiting:,} 包等待接收" if waiting else f"共 {len(lines):,} 包，没有等待接收的")
        kept = [n for n, one in enumerate(lines) if one.pack_id in before]
        if lines:
            self.table.choose(kept or [0])
        else:
            self._look()
        self.shown.emit()

    def _look(self) -> None:
        """Read what the chosen pack means."""
        self._looked = None
        self._offer()
        chosen = self.chosen()
        if not chosen:
            self.details.show_nothing()
            return
        user, row = self.desk.user, chosen[0].row

        def read(store: Store) -> Looked:
            with store.read() as connection:
                found = preview(connection, schema=store.schema, user=user, pack=row)
                takers = read_takers(connection, schema=store.schema, pack=row, region=user.mof_div_code)
                return Looked(preview=found, takers=takers)

        self.work(read, done=self._show_looked, label="预览下发包", key="look")

    def _show_looked(self, found: Looked) -> None:
        self._looked = found
        self.details.show_preview(found.preview, takers=found.takers)
        self._offer()
        self.shown.emit()

    def _offer(self) -> None:
        """Enable what can be done, and say why the rest cannot."""
        reasons = {"issue": self._why_not_issue(), "take": self._why_not_take(), "take-back": self._why_not_back()}
        for name, label, _ in BUTTONS:
            action = self.buttons[name].defaultAction()
            action.setEnabled(not reasons[name])
            action.setToolTip(f"不能{label.rstrip('…')}：{reasons[name]}" if reasons[name] else label.rstrip("…"))
        looked = self._looked
        self.why.setText(looked.preview.sentence if looked else "")
        self.why.setVisible(bool(looked))

    def _why_not_issue(self) -> str:
        if problem := person_problem(self.desk.user, verb="下发"):
            return problem.text
        return (
            "" if issuable(self.desk.schema, user=self.desk.user) else f"{self.desk.user.level.label}没有要下发的目录"
        )

    def _why_not_take(self) -> str:
        chosen = self.chosen()
        if not chosen:
            return "请先选中要接收的包"
        if any(one.is_to_take for one in chosen):
            problem = person_problem(self.desk.user, verb="接收")
            return problem.text if problem else ""
        return self._looked.preview.why_not if self._looked else "正在读取，请稍候"

    def _why_not_back(self) -> str:
        chosen = self.chosen()
        if len(chosen) != 1 or not chosen[0].is_own:
            return "请选中本级的一包"
        return "" if chosen[0].row["state"] != RowState.SYNCED else "已经上传的包不能撤销，有变化请再下发一包"

    def issue(self) -> None:
        """Plan the next pack of a catalog and issue it."""
        if self.context is None or self._why_not_issue():
            return
        dialog = IssueDialog(desk=self.desk, fiscal_year=self.context.fiscal_year, parent=self)
        dialog.issued.connect(self._issued)
        dialog.open()

    def _issued(self, sentence: str) -> None:
        self.status_message.emit(sentence)
        self.desk.tell_changed(PACKS, ROWS)

    def take(self) -> None:
        """Take the chosen packs that wait, each as a whole; the oldest first."""
        store, user = self.desk.store, self.desk.user
        wanted = sorted((one for one in self.chosen() if one.is_to_take), key=lambda one: int(one.row["number"]))
        if not wanted:
            return
        self.desk.operations.run(
            lambda _progress: [take(store, user=user, pack_id=one.pack_id) for one in wanted],
            done=self._taken,
            failed=self.desk.failed.emit,
            owner=self,
            label="接收",
        )

    def _taken(self, names: Sequence[str]) -> None:
        orphans = len(self.details.items("orphans"))
        more = f"；有 {orphans:,} 处孤儿要处理，见“孤儿”" if orphans else ""
        self.status_message.emit(f"已接收{'、'.join(names)}，等待上传{more}。")
        self.desk.tell_changed(RECEIPTS)
        if orphans:
            self.details.open_tab("orphans")

    def take_back(self) -> None:
        """Take back one's own pack that nobody else has."""
        if self._why_not_back():
            return
        store, user, one = self.desk.store, self.desk.user, self.chosen()[0]
        self.desk.operations.run(
            lambda _progress: take_back_pack(store, user=user, pack_id=one.pack_id),
            done=lambda _settled: self._taken_back(one),
            failed=self.desk.failed.emit,
            owner=self,
            label="撤销",
        )

    def _taken_back(self, one: PackLine) -> None:
        self.status_message.emit(f"已撤销{one.name}。")
        self.desk.tell_changed(PACKS, ROWS)

    def _go(self, wanted: Effect | Orphan) -> None:
        if wanted.row_id and self.context is not None:
            place = RowPlace(
                catalog=wanted.catalog,
                row_id=wanted.row_id,
                fiscal_year=self.context.fiscal_year,
                mof_div_code=self.desk.user.mof_div_code,
                insurance_type=self.context.insurance_type,
            )
            self.jump_requested.emit(place, "")
        else:
            self.page_requested.emit(wanted.catalog)
