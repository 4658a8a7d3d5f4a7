"""Import of a reply file: what is in it, then what became of the batches and which news came (SYNC point 12)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.local_time import local_time
from sync.hand_over_import import import_replies, look_into
from ui.dialogs.hand_over import REPLIES_FILTER, HandOverDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from sync.hand_over_carry import Contents
    from sync.hand_over_import import Imported
    from sync.session import Session
    from ui.desk import Desk
    from ui.operations import Progress

ABOUT = "选择中心端给出的回执文件。同一份回执导入几次都可以；比本机旧的回执不会覆盖任何内容。"


class HandOverImportDialog(HandOverDialog):
    """Looks into the chosen file at once, and imports it when the person says so."""

    def __init__(self, *, desk: Desk, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(
            title="导入回执文件",
            go="导入",
            about=ABOUT,
            operations=desk.operations,
            settings=desk.settings,
            parent=parent,
        )
        self._desk, self._session = desk, session
        self.path = self.add_place("回执文件", browse=self._browse)
        self.path.setReadOnly(True)

    def open_file(self, path: Path) -> None:
        """Show what is in a file."""
        self.path.setText(str(path))
        store, session = self._desk.store, self._session
        self.look(lambda _: look_into(store, session=session, path=path), done=self._tell)

    def act(self) -> None:
        """Import the file."""
        path, store, session = Path(self.path.text()), self._desk.store, self._session

        def work(progress: Progress) -> Imported:
            return import_replies(
                store,
                session=session,
                path=path,
                progress=lambda step: progress.report(step.done, step.total, step.sentence),
            )

        self.run(work, done=self._taken)

    def _browse(self, _line: object) -> None:
        if self.choose_file(self.path, what=REPLIES_FILTER):
            self.open_file(Path(self.path.text()))

    def _tell(self, found: Contents) -> None:
        self.show_facts(
            [
                ("用户", self._desk.user.name),
                ("写出日期", local_time(found.made_at)),
                ("内容", f"{found.batches:,} 批修改的答复，{found.rows:,} 行更新"),
            ]
        )

    def _taken(self, done: Imported) -> None:
        self.remember(Path(self.path.text()))
        self.finish(done.sentence, role="bad" if done.needs_attention else "quiet")
        self._desk.tell_changed()
