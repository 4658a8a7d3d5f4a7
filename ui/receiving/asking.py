"""Asks the central after each round what it received from the integrated platform, and keeps the answer (数据接收)."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.errors import ShebaoError
    from sync.session import Session
    from ui.desk import Desk
    from ui.operations import Progress
    from ui.rounds.controller import SyncController

log = logging.getLogger("shebao.receipts")


class ReceiptAsking(QObject):
    """Lives with one person's desk; when the central cannot say, what it said last stays, and nobody is disturbed."""

    def __init__(self, controller: SyncController, *, desk: Desk, session: Callable[[], Session]) -> None:
        super().__init__(controller)
        self._desk, self._session = desk, session
        controller.finished.connect(self.ask)

    def ask(self) -> None:
        """Ask in the lane of the rounds: one connection serves one thread at a time."""
        store, session = self._desk.store, self._session()

        def work(_: Progress) -> bool:
            from sync.receipts import ask_receipts  # noqa: PLC0415 - a start need not wait for it

            return ask_receipts(store, central=session.central)

        self._desk.operations.run(
            work,
            done=lambda is_new: self._desk.received.emit() if is_new else None,
            failed=self._failed,
            owner=self,
            key="receipts",
            lane="long",
            label="询问接收情况",
        )

    def _failed(self, error: ShebaoError) -> None:
        log.info("receipts were not asked for: %s", error.sentence)
