"""待办与消息: what waits for me, what I did, what came and what I sent; Enter or a double click goes there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTextBrowser,
    QToolButton,
    QVBoxLayout,
)

from app.rights import may_write
from app.todo.done import read_done
from app.todo.messages import MESSAGES, mark_read, read_messages
from app.todo.reading import Reading, Target
from app.todo.todo import read_todos
from ui.list_model import ListModel
from ui.list_table import ListTable
from ui.page.empty_state import Empty, EmptyState
from ui.todo.faces import DoneFace, MessageFace, TodoFace, letter
from ui.todo.leading import CAME, DID, SENT, WAITS, lead
from ui.tools.base import ToolPage

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.store import Store
    from app.todo.done import Done
    from app.todo.messages import Message
    from app.todo.todo import Todo
    from ui.desk import Desk

LABELS = ("待办", "已办", "收到的消息", "发出的消息")
NOTHING = {
    WAITS: Empty(title="没有待办", text="本年度等您办的都已办完。要看上级新的安排，请点右上角“同步”。"),
    DID: Empty(title="还没有已办", text="在填报表或“填报单”中送审、审核、退回、上报、备案后，记在这里。"),
    CAME: Empty(title="还没有收到消息", text="上级发来的催报和通知列在这里；请点右上角“同步”接收。"),
    SENT: Empty(
        title="还没有发出消息",
        text="点“写消息…”发给本级或下级地区；催报也可以在“填报进度与催报”中选中后发送。",
    ),
}


def today() -> date:
    """Return this computer's day."""
    return datetime.now(UTC).astimezone().date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was read for the page."""

    todos: list[Todo]
    done: list[Done]
    came: list[Message]
    sent: list[Message]


class TodoPage(ToolPage):
    """Shows the lists of the person who signed in, for the year chosen above."""

    reads = frozenset({"filling", "task", "message", "management_value", "actuarial_value", "region"})

    def __init__(self, name: str, *, desk: Desk) -> None:
        super().__init__(name, desk=desk)
        faces = (TodoFace(today), DoneFace(), MessageFace(sent=False), MessageFace(sent=True))
        self.models = tuple(ListModel(face, parent=self) for face in faces)
        self.tables = tuple(ListTable(model, name=label) for model, label in zip(self.models, LABELS, strict=True))
        self.views = QButtonGroup(self)
        self.text = QTextBrowser()
        self.empty = EmptyState()
        self._stack, self._body = QStackedWidget(), QStackedWidget()
        self._lay_out()
        self.areas = (*self.tables, self.text)
        self.views.idClicked.connect(lambda _: self._turn())
        for table in self.tables:
            table.opened.connect(lambda _row: self.go())
            table.picked.connect(self._picked)
        self._turn()

    @property
    def shown_list(self) -> int:
        """Return which list shows."""
        return self.views.checkedId()

    @property
    def table(self) -> ListTable:
        """Return the list that shows."""
        return self.tables[self.shown_list]

    def show_list(self, which: int) -> None:
        """Show another list."""
        self.views.button(which).setChecked(True)
        self._turn()

    def refresh(self) -> None:
        """Read everything again."""
        context, user = self.context, self.desk.user
        if context is None:
            return

        def read(store: Store) -> Found:
            with store.read() as connection:
                schema = store.schema
                reading = Reading(
                    connection=connection,
                    schema=schema,
                    user=user,
                    fiscal_year=context.fiscal_year,
                    today=today(),
                )
                return Found(
                    todos=read_todos(reading),
                    done=read_done(reading),
                    came=read_messages(connection, schema=schema, user=user),
                    sent=read_messages(connection, schema=schema, user=user, sent=True),
                )

        self.work(read, done=self._show, label="读取待办和消息")

    def go(self) -> None:
        """Go where the chosen line leads."""
        item = self._chosen()
        if item is None:
            return
        if self.shown_list == WAITS:
            lead(self, item.target)
        elif item.place is not None:
            lead(self, Target(place=item.place))
        elif self.shown_list == CAME and item.catalog:
            self.page_requested.emit(item.catalog)

    def mark_all(self) -> None:
        """Note all messages as read."""
        self._mark([self.models[CAME].item(row) for row in range(self.models[CAME].rowCount())])

    def write(self) -> None:
        """Write a message."""
        from ui.todo.write_dialog import WriteDialog  # noqa: PLC0415 - seldom wanted

        if self.context is not None:
            dialog = WriteDialog(desk=self.desk, fiscal_year=self.context.fiscal_year, parent=self)
            dialog.sent.connect(self.status_message)
            dialog.open()

    def _show(self, found: Found) -> None:
        lists: tuple[Sequence[Any], ...] = (found.todos, found.done, found.came, found.sent)
        for table, model, items in zip(self.tables, self.models, lists, strict=True):
            kept = {getattr(model.item(row), "row_id", None) for row in table.rows()} - {None}
            model.show_items(items)
            if kept:
                table.choose(n for n, one in enumerate(items) if getattr(one, "row_id", None) in kept)
        unread = sum(not one.is_read for one in found.came)
        counts = (f" {len(found.todos):,}" if found.todos else "", "", f"（未读 {unread:,}）" if unread else "", "")
        for number, (label, count) in enumerate(zip(LABELS, counts, strict=True)):
            self.views.button(number).setText(f"{label}{count}")
        self.all_read.setEnabled(unread > 0)
        self._offer_writing()
        self._turn()
        self.shown.emit()

    def _turn(self) -> None:
        which = self.shown_list
        self._stack.setCurrentWidget(self.tables[which])
        self.setFocusProxy(self.tables[which])
        is_any = self.models[which].rowCount() > 0
        self.empty.show_empty(NOTHING[which])
        self._body.setCurrentIndex(0 if is_any else 1)
        self.text.setVisible(is_any and which in (CAME, SENT))
        self.all_read.setVisible(which == CAME)
        self._picked()

    def _offer_writing(self) -> None:
        why = may_write(self.desk.user, catalog=self.desk.schema.catalog(MESSAGES))
        self.writing.setEnabled(why is None)
        self.writing.setToolTip(f"不能写消息：{why}" if why else "发给本级或下级地区")

    def _chosen(self) -> Any:  # noqa: ANN401 - what the list that shows holds
        rows = self.table.rows()
        return self.models[self.shown_list].item(rows[0]) if len(rows) == 1 else None

    def _picked(self) -> None:
        item = self._chosen()
        self.jump.setEnabled(item is not None)
        if self.shown_list in (CAME, SENT):
            self.text.setHtml(letter(item) if item else "")
            self.jump.setEnabled(item is not None and bool(item.catalog))
            if item is not None and self.shown_list == CAME and not item.is_read:
                self._mark([item])

    def _mark(self, messages: list[Message]) -> None:
        store, user = self.desk.store, self.desk.user
        ids = [one.row_id for one in messages if not one.is_read]
        if ids:
            self.desk.operations.run(
                lambda _: mark_read(store, user=user, row_ids=ids),
                done=lambda _: self.desk.tell_changed(MESSAGES),
                failed=self.desk.failed.emit,
                owner=self,
                label="标为已读",
            )

    def _lay_out(self) -> None:
        bar, row = QFrame(), QHBoxLayout()
        bar.setLayout(row)
        row.setContentsMargins(8, 4, 8, 4)
        for number, label in enumerate(LABELS):
            button = QToolButton()
            button.setText(label)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self.views.addButton(button, number)
            row.addWidget(button)
        self.views.button(WAITS).setChecked(True)
        row.addStretch(1)
        self.jump = _button("转到", about="打开这一项所在的表（回车）", does=self.go)
        self.all_read = _button("全部标为已读", about="把收到的消息都标为已读", does=self.mark_all)
        self.writing = _button("写消息…", about="发给本级或下级地区", does=self.write)
        for one in (self.jump, self.all_read, self.writing):
            row.addWidget(one)
        for table in self.tables:
            self._stack.addWidget(table)
        self.text.setAccessibleName("消息内容")
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setMinimumHeight(90)
        self.text.document().setDocumentMargin(12)
        self._body.addWidget(self._stack)
        self._body.addWidget(self.empty)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.addWidget(self._body)
        parts.addWidget(self.text)
        parts.setStretchFactor(0, 3)
        parts.setStretchFactor(1, 1)
        parts.setChildrenCollapsible(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(bar)
        column.addWidget(parts, 1)


def _button(label: str, *, about: str, does: Callable[[], object]) -> QPushButton:
    button = QPushButton(label)
    button.setToolTip(about)
    button.clicked.connect(does)
    return button
