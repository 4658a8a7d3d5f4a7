"""The page 统筹区检查与划定: gaps, overlaps, wrong areas with a way to each; regions assigned by plan (1.2 (b))."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSplitter,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.line_texts import RowPlace
from app.places import places_below
from app.pooling.assigning import CATALOG, assign, plan_assignment
from app.pooling.checking import Fault, check_pooling
from app.pooling.facts import read_facts
from app.rights import may_write
from ui.list_model import ListModel
from ui.list_table import ListTable
from ui.pooling.faces import FindingFace, PlanFace
from ui.pooling.region_ticks import RegionTicks
from ui.pooling.rule_bar import RuleBar
from ui.tools.base import ToolPage

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from app.errors import ShebaoError
    from app.places import Place
    from app.pooling.assigning import AssignPlan, Rule
    from app.pooling.checking import Finding
    from app.store import Store
    from app.unit_of_work import Outcome
    from ui.desk import Desk
    from ui.operations import Operation, Progress

MATRIX = "pooling-matrix"
SHOWN = 5_000
"""Lines of a list; the number of all of them stands above."""
FINDINGS, PLAN = 0, 1
SIDES = (300, 900)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was found in one state of the store."""

    fiscal_year: int
    findings: Sequence[Finding]
    types: Mapping[str, str]
    areas: Sequence[Place]
    names: Mapping[str, str]
    kind: str = ""
    elsewhere: int = 0
    """Faults of other types than the one chosen."""


class CheckPage(ToolPage):
    """Checks the region chosen above and all below it, for the type chosen above or all."""

    reads = frozenset({CATALOG, "pooling_level", "insurance_type", "region"})

    def __init__(self, name: str, *, desk: Desk) -> None:
        super().__init__(name, desk=desk)
        self._checked: Checked | None = None
        self._plan: AssignPlan | None = None
        self._kind = ""
        self._operation: Operation | None = None
        self.finding_face, self.plan_face = FindingFace(), PlanFace()
        self.findings = ListTable(ListModel(self.finding_face, self), name="检查结果")
        self.lines = ListTable(ListModel(self.plan_face, self), name="划分计划")
        self.regions, self.bar = RegionTicks(), RuleBar()
        self.told, self.planned = QLabel(), QLabel()
        self.go, self.make, self.take = QPushButton("转到"), QPushButton("生成计划"), QPushButton("执行划分")
        self.progress, self.tabs = QProgressBar(), QTabWidget()
        self.areas = (self.bar, self.regions, self.tabs)
        self._lay_out()
        self._wire()
        self._show_reasons()

    def refresh(self) -> None:
        """Check again."""
        context = self.context
        if context is None:
            return

        def read(store: Store) -> Checked:
            with store.read() as connection:
                facts = read_facts(
                    connection, schema=store.schema, fiscal_year=context.fiscal_year, region=context.region
                )
                places = places_below(
                    connection, schema=store.schema, fiscal_year=context.fiscal_year, region=context.region
                )
            inside = {one.code for one in facts.inside}
            kind, every = context.insurance_type, check_pooling(facts)
            found = [one for one in every if not kind or one.insurance_type == kind]
            return Checked(
                fiscal_year=context.fiscal_year,
                findings=found,
                kind=kind,
                elsewhere=len(every) - len(found),
                types=facts.types,
                areas=[one for one in places if one.code in inside],
                names={**facts.types, **{code: one.name for code, one in facts.regions.items()}},
            )

        self.told.setText("正在检查…")
        self.work(read, done=self._show, label="检查统筹区")

    def make_plan(self) -> None:
        """Say what the chosen rule would do; nothing is written."""
        rule, context = self._rule(), self.context
        if isinstance(rule, str) or context is None:
            return
        store, user = self.desk.store, self.desk.user

        def work(_: Progress) -> AssignPlan:
            with store.read() as connection:
                return plan_assignment(
                    connection, schema=store.schema, user=user, fiscal_year=context.fiscal_year, rule=rule
                )

        self._wait(label="划分计划")
        self._operation = self.desk.operations.run(
            work, done=self._show_plan, failed=self._failed, owner=self, key="plan", lane="long", label="划分计划"
        )

    def carry_out(self) -> None:
        """Carry out what the plan shows, as one action that can be taken back."""
        rule, context = self._rule(), self.context
        if isinstance(rule, str) or context is None or self._plan is None or not self._plan.changes:
            return
        store, user = self.desk.store, self.desk.user
        self._wait(label="执行划分")
        self._operation = self.desk.operations.run(
            lambda _: assign(store, user=user, fiscal_year=context.fiscal_year, rule=rule),
            done=lambda found: self._done(*found),
            failed=self._failed,
            owner=self,
            lane="long",
            label="执行划分",
        )

    # what is shown

    def _show(self, checked: Checked) -> None:
        self._checked = checked
        self.finding_face.names = checked.types
        _model(self.findings).show_items(list(checked.findings)[:SHOWN])
        self.tabs.setTabText(FINDINGS, f"检查结果 {len(checked.findings):,}")
        self.told.setText(_told(checked))
        self.regions.show_places(checked.areas)
        wanted = checked.kind if checked.kind != self._kind else ""
        self._kind = checked.kind
        self.bar.offer(types=checked.types, places=checked.areas, wanted=wanted)
        self._show_reasons()
        self.shown.emit()

    def _show_plan(self, plan: AssignPlan) -> None:
        self._plan = plan
        self.progress.hide()
        self.plan_face.names = self._checked.names if self._checked else {}
        _model(self.lines).show_items(
            [*plan.changes[:SHOWN], *(one for one in plan.lines if not one.is_change)][:SHOWN]
        )
        self.tabs.setTabText(PLAN, f"划分计划 {len(plan.changes):,}")
        self.tabs.setCurrentIndex(PLAN)
        refused = f"；不能划分：{'；'.join(plan.refusals[:3])}" if plan.refusals else ""
        end = "" if plan.changes else "，没有要改动的"
        self._say(f"{plan.sentence}{end}{refused}。", role="bad" if refused else "quiet")
        self._show_reasons()

    def _forget_plan(self) -> None:
        """Show no plan that belongs to another rule."""
        if self._plan is not None:
            self._plan = None
            _model(self.lines).show_items([])
            self.tabs.setTabText(PLAN, "划分计划")
            self._say("规则已改，请重新生成计划。", role="quiet")
        self._show_reasons()

    def _done(self, plan: AssignPlan, outcome: Outcome) -> None:
        self.progress.hide()
        if outcome.refusals:
            self._say(f"没有划分：{outcome.sentence}", role="bad")
            self._show_reasons()
            return
        self._plan = None
        _model(self.lines).show_items([])
        self.tabs.setTabText(PLAN, "划分计划")
        self.tabs.setCurrentIndex(FINDINGS)
        self._say(f"已划分：{plan.sentence}。可以撤销（Ctrl+Z），同步时上传。", role="quiet")
        self.status_message.emit(f"已划分 {len(outcome.written):,} 行，待同步上传")
        self.desk.tell_changed(CATALOG)

    def _failed(self, error: ShebaoError) -> None:
        self.progress.hide()
        self._say(error.sentence, role="bad")
        self._show_reasons()

    def _rule(self) -> Rule | str:
        return self.bar.rule(ticked=self.regions.ticked)

    def _show_reasons(self) -> None:
        """Enable each button, or say why it cannot be used."""
        writing = may_write(self.desk.user, catalog=self.desk.schema.catalog(CATALOG)) or ""
        rule = self._rule()
        planning = writing or (rule if isinstance(rule, str) else "")
        plan = self._plan
        none = "先生成计划，看清改动再执行" if plan is None else "计划中没有要改动的行"
        taking = writing or ("" if plan and plan.changes else none)
        if plan and plan.refusals:
            taking = plan.refusals[0]
        chosen = [_model(self.findings).item(row) for row in self.findings.rows()]
        abouts = (
            (self.make, planning, "列出会新划入、改划和不变的区划，不写入任何内容"),
            (self.take, taking, "按计划划分，全部写入或全不写入，可以撤销"),
            (
                self.go,
                "" if len(chosen) == 1 else "请先选中一个问题",
                "转到这一行；没有行的，在左边勾选该区划（回车或双击）",
            ),
        )
        for button, reason, about in abouts:
            button.setEnabled(not reason)
            button.setToolTip(f"不能{button.text()}：{reason}" if reason else about)
        if writing and not self.planned.text():
            self._say(writing, role="quiet")

    # where clicks lead

    def _jump(self) -> None:
        """Go to the row of a fault; where there is none, make ready what would put it right."""
        rows = self.findings.rows()
        if len(rows) != 1 or self._checked is None:
            return
        finding: Finding = _model(self.findings).item(rows[0])
        if finding.row_id:
            place = RowPlace(
                catalog=CATALOG,
                row_id=finding.row_id,
                fiscal_year=self._checked.fiscal_year,
                mof_div_code=finding.region,
                insurance_type=finding.insurance_type,
            )
            self.jump_requested.emit(place, "pooling_area_code")
        elif finding.fault is Fault.NO_LEVEL:
            self.page_requested.emit(MATRIX)
        else:
            self.bar.choose_type(finding.insurance_type)
            self.regions.tick([finding.region])
            self.status_message.emit("已在左边勾选这个区划、选好险种，点“生成计划”划入统筹区")

    def _wait(self, *, label: str) -> None:
        self.progress.setAccessibleName(label)
        self.progress.show()
        for button in (self.make, self.take):
            button.setEnabled(False)
            button.setToolTip(f"不能{button.text()}：正在{label}，请稍候")

    def _say(self, text: str, *, role: str) -> None:
        self.planned.setProperty("role", role)
        self.planned.setText(text)
        self.planned.style().polish(self.planned)

    def _wire(self) -> None:
        self.bar.changed.connect(self._forget_plan)
        self.regions.changed.connect(self._forget_plan)
        self.findings.picked.connect(self._show_reasons)
        self.findings.opened.connect(lambda _row: self._jump())
        self.go.clicked.connect(self._jump)
        self.make.clicked.connect(self.make_plan)
        self.take.clicked.connect(self.carry_out)

    def _lay_out(self) -> None:
        self.progress.setTextVisible(False)
        self.progress.setRange(0, 0)
        self.progress.hide()
        for label in (self.told, self.planned):
            label.setProperty("role", "quiet")
            label.setWordWrap(True)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.take.setProperty("primary", True)  # noqa: FBT003 - Qt's own signature
        self.tabs.addTab(_with_foot(self.findings, above=self.told, buttons=(self.go,)), "检查结果")
        self.tabs.addTab(_with_foot(self.lines, above=self.planned, buttons=(self.make, self.take)), "划分计划")
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName("检查与划分")
        self.tabs.tabBar().setAccessibleName("检查与划分")
        halves = QSplitter(Qt.Orientation.Horizontal)
        halves.setChildrenCollapsible(False)
        halves.addWidget(self.regions)
        halves.addWidget(self.tabs)
        halves.setStretchFactor(1, 1)
        halves.setSizes(list(SIDES))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.progress)
        column.addWidget(halves, 1)


def _with_foot(table: ListTable, *, above: QLabel, buttons: Sequence[QPushButton]) -> QWidget:
    whole, foot = QWidget(), QHBoxLayout()
    foot.setContentsMargins(8, 4, 8, 6)
    foot.addWidget(above, 1)
    for button in buttons:
        foot.addWidget(button)
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    column.addWidget(table, 1)
    column.addLayout(foot)
    return whole


def _told(checked: Checked) -> str:
    count = len(checked.findings)
    if not checked.types:
        return f"{checked.fiscal_year} 年度还没有险种，无从检查；请先同步或做年度结转。"
    which = f"“{checked.types.get(checked.kind, checked.kind)}”" if checked.kind else "每个险种"
    others = f"；其他险种另有 {checked.elsewhere:,} 处问题，在上方选“全部险种”查看" if checked.elsewhere else ""
    if not count:
        return f"{checked.fiscal_year} 年度{which}的每个区划都恰好属于一个统筹区{others}。"
    more = f"，这里列出前 {SHOWN:,} 处" if count > SHOWN else ""
    return f"{checked.fiscal_year} 年度共 {count:,} 处问题{more}；选中一处按回车转到{others}。"


def _model(table: ListTable) -> ListModel:
    model = table.model()
    if not isinstance(model, ListModel):
        raise TypeError(table)
    return model
