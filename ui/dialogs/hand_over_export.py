"""Export of a hand-over file: what is in it, where it goes, and what to do with it then (SYNC point 12)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sync.hand_over_disk import BATCHES_SUFFIX
from sync.hand_over_export import export, file_name, outlook
from ui.dialogs.hand_over import BATCHES_FILTER, HandOverDialog

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from sync.hand_over_export import Exported, Outlook
    from sync.session import Session
    from ui.desk import Desk

ABOUT = (
    "断网时，把待上传的修改写成一个签名的文件，用 U 盘带到能联网的地方上交，再把回执带回来导入。"
    "导出不会移走任何修改；网络恢复后直接同步也不会重复。"
)


class HandOverExportDialog(HandOverDialog):
    """Shows what waits and writes it."""

    def __init__(self, *, desk: Desk, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(
            title="导出交接文件",
            go="导出",
            about=ABOUT,
            operations=desk.operations,
            settings=desk.settings,
            parent=parent,
        )
        self._desk, self._session = desk, session
        self.path = self.add_place("导出到", browse=lambda line: self.choose_place(line, what=BATCHES_FILTER))
        self.path.setText(str(self.folder / file_name(desk.user)))
        self.show_facts([("用户", f"{desk.user.name}（{desk.user.mof_div_name}）"), ("待上传", "正在清点…")])
        store = desk.store
        self.look(lambda _: outlook(store, session=session), done=self._tell)

    def act(self) -> None:
        """Write the file."""
        path, store, session = Path(self.path.text().strip()).expanduser(), self._desk.store, self._session
        if not path.suffix:
            path = path.with_name(f"{path.name}{BATCHES_SUFFIX}")
            self.path.setText(str(path))
        self.run(lambda _: export(store, session=session, path=path), done=self._written)

    def _tell(self, found: Outlook) -> None:
        handed = f"，其中 {found.handed:,} 条此前已导出过，这次一并再写入" if found.handed else ""
        waits = f"{found.waiting:,} 条{handed}" if found.waiting else "没有；导出的文件可以换回他人的更新"
        self.show_facts([("待上传", waits)])
        if found.problem is not None:
            self.not_ready(found.problem)

    def _written(self, done: Exported) -> None:
        self.remember(done.path)
        self.show_facts([("文件内容", f"{done.batches:,} 批，{done.operations:,} 条修改")])
        self.finish(done.sentence)
        self._desk.tell_changed()
