"""The list of findings with its filters and buttons: jump, explain, check again (clause 1.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Signal

from app.problems.found import Severity
from ui.list_model import ListModel
from ui.list_table import ListTable
from ui.look.icons import icon
from ui.page.empty_state import Empty
from ui.problems.face import ICONS, ProblemsFace, Shown
from ui.waiting.list_part import ListPart

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtWidgets import QToolButton

    from app.problems.found import Found
    from ui.desk import Desk


class ProblemsPart(ListPart):
    """Findings grouped by catalog; emits what the person wants done with them."""

    explain_requested = Signal(list)
    check_requested = Signal()
    scope_changed = Signal()

    kind: ClassVar[str] = "problems"
    label: ClassVar[str] = "问题"
    empty: ClassVar[Empty] = Empty(
        title="没有发现问题", text="录入和导入后自动检查；错误须改正，提示可以写说明，说明随修改保存。"
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.model = ListModel(ProblemsFace(), parent=self)
        self.lay_out(ListTable(self.model, name=self.label, letters="S"))
        self._found: Sequence[Found] = ()
        self.filters: dict[Severity, QToolButton] = {}
        for severity in Severity:
            button = self.add_button(
                severity.value,
                severity.label,
                picture=ICONS[severity],
                about=f"显示或隐藏{severity.label}",
                do=self._show,
            )
            button.setCheckable(True)
            button.setChecked(True)
            self.filters[severity] = button
        self.open_only = self._toggle("open", "只看待处理", about="隐藏已经说明的提示", picture="filter", do=self._show)
        about = "只检查当前页；不选时检查本地区的全部模块"
        self.page_only = self._toggle("page", "只看本页", about=about, picture="catalog", do=self.scope_changed.emit)
        about = "为选中的提示写说明（S）；错误须改正，不能说明"
        self.add_button("explain", "说明…", picture="fill-in", about=about, do=self._explain)
        self.add_button("jump", "转到单元格", picture="go-to", about="打开这个单元格（回车或双击）", do=self._jump)
        about = "重新检查"
        self.add_button("check", "重新检查", picture="refresh", about=about, do=self.check_requested.emit)
        self.table.picked.connect(self._picked)
        self.table.opened.connect(lambda _: self._jump())
        self.table.keyed.connect(lambda _: self._explain())
        self._picked()
        self.show_filled(filled=False)

    @property
    def chosen(self) -> list[Found]:
        """Return the chosen findings."""
        return [self.model.item(row) for row in self.table.rows()]

    def refresh(self) -> None:
        """Check again."""
        self.check_requested.emit()

    def show_found(self, found: Sequence[Found]) -> None:
        """Show these; what is chosen stays chosen as far as it is still there."""
        self._found = found
        for severity, button in self.filters.items():
            count = sum(one.severity is severity for one in found)
            button.setText(f"{severity.label} {count:,}")
            button.setAccessibleName(f"{severity.label} {count} 处")
            button.setIcon(icon(ICONS[severity]))
        self._show()

    def say(self, text: str) -> None:
        """Say what the list is about."""
        self.told.setText(text)

    def _toggle(self, name: str, label: str, *, about: str, picture: str, do: Callable[[], object]) -> QToolButton:
        button = self.add_button(name, label, picture=picture, about=about, do=do)
        button.setCheckable(True)
        return button

    def _show(self) -> None:
        wanted = {_key(one) for one in self.chosen}
        severities = frozenset(severity for severity, button in self.filters.items() if button.isChecked())
        shown = Shown(severities=severities, also_explained=not self.open_only.isChecked()).of(self._found)
        self.model.show_items(shown)
        self.show_filled(filled=bool(shown))
        again = [row for row, one in enumerate(shown) if _key(one) in wanted] if wanted else []
        if again:
            self.table.choose(again)
        self._picked()

    def _picked(self) -> None:
        chosen = self.chosen
        only_warnings = bool(chosen) and all(one.severity is Severity.WARNING for one in chosen)
        self.buttons["explain"].setEnabled(only_warnings)
        self.buttons["jump"].setEnabled(len(chosen) == 1)

    def _explain(self) -> None:
        if self.buttons["explain"].isEnabled():
            self.explain_requested.emit(self.chosen)

    def _jump(self) -> None:
        chosen = self.chosen
        if len(chosen) == 1:
            self.jump_requested.emit(chosen[0].place, chosen[0].field)


def _key(one: Found) -> tuple[str, str, str]:
    return one.place.row_id, one.rule, one.field
