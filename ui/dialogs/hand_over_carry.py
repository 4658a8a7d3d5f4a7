"""Carrying somebody's hand-over file to the central, from any computer with a line (SYNC point 12)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit

from app.local_time import local_time
from sync.hand_over import BATCHES
from sync.hand_over_carry import carry_for, contents_of
from sync.hand_over_disk import read_file, reply_path
from ui.dialogs.hand_over import BATCHES_FILTER, REPLIES_FILTER, HandOverDialog

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QWidget

    from sync.hand_over_carry import Carried, Contents
    from sync.profile import Profile
    from ui.operations import Operations

ABOUT = "把其他电脑导出的待上传文件交给中心端，取回回执文件。不需要登录：文件上的签名说明它是谁的。"


class HandOverCarryDialog(HandOverDialog):
    """Looks into the chosen file, then hands it over and writes the reply beside it."""

    def __init__(
        self,
        *,
        profile: Profile,
        server: str,
        operations: Operations,
        settings: QSettings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(
            title="代为上交", go="上交", about=ABOUT, operations=operations, settings=settings, parent=parent
        )
        self._profile = profile
        self.path = self.add_place("待上传文件", browse=self._browse)
        self.path.setReadOnly(True)
        self.server = QLineEdit(server)
        self.server.setAccessibleName("中心端地址")
        self.server.setPlaceholderText("https://主机名:端口")
        self.form.addRow("中心端地址", self.server)
        self.reply = self.add_place("回执写入", browse=lambda line: self.choose_place(line, what=REPLIES_FILTER))

    def open_file(self, path: Path) -> None:
        """Show what is in a file, and propose where the reply goes."""
        self.path.setText(str(path))
        self.reply.setText(str(reply_path(path)))
        self.look(lambda _: contents_of(read_file(path), kind=BATCHES), done=self._tell)

    def act(self) -> None:
        """Hand the file over."""
        path, reply, server = Path(self.path.text()), Path(self.reply.text().strip()), self.server.text().strip()
        if not server or not reply.name:
            self.say("请填写中心端地址和回执写入的位置。", role="bad")
            return
        profile = self._profile
        self.run(lambda _: carry_for(profile, path=path, server=server, reply=reply), done=self._carried)

    def _browse(self, _line: object) -> None:
        if self.choose_file(self.path, what=BATCHES_FILTER):
            self.open_file(Path(self.path.text()))

    def _tell(self, found: Contents) -> None:
        self.show_facts(
            [
                ("用户", found.user),
                ("写出日期", local_time(found.made_at)),
                ("内容", f"{found.batches:,} 批，{found.operations:,} 条修改"),
            ]
        )

    def _carried(self, done: Carried) -> None:
        self.remember(done.path)
        self.show_facts([("回执内容", f"{done.batches:,} 批的答复，{done.rows:,} 行更新")])
        self.finish(done.sentence, role="bad" if done.refused else "quiet")
