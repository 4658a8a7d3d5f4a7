"""The moves staged on one page: asks of the worker to stage, take back and apply, and tells what is staged by now."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.restructuring.move import Move
from app.restructuring.rules import why_not_movable, why_not_there
from app.restructuring.staging import Staged, Staging

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Hashable, Sequence

    from PySide6.QtCore import QModelIndex

    from app.catalog import Catalog
    from app.tree import Node
    from app.unit_of_work import Outcome
    from ui.desk import Desk
    from ui.tree.model import TreeModel


class StagedMoves(QObject):
    """Of one catalog, in the year that is shown."""

    changed = Signal()
    """Something else is staged, or what is staged was judged anew."""
    told = Signal(str)
    applied = Signal()
    failed = Signal(object)
    """A ShebaoError."""

    def __init__(self, model: TreeModel, *, catalog: Catalog, desk: Desk) -> None:
        super().__init__(model)
        self._model, self._catalog, self._desk = model, catalog, desk
        self._year: int | None = None
        self.staged = Staged()

    @property
    def moves(self) -> tuple[Move, ...]:
        """Return the staged moves."""
        return tuple(self.staged.moves)

    def show_year(self, fiscal_year: int) -> None:
        """Read what is staged in a year; also again, when rows were changed."""
        if fiscal_year != self._year:
            self._year = fiscal_year
            self.staged = Staged()
            self.changed.emit()
        self._ask(lambda staging: staging.read(), key="staged", label="读取待应用的调整")

    # while nodes are taken up

    def why_not_take(self, nodes: Sequence[Node]) -> str:
        """Return why one of the nodes cannot be moved at all."""
        reasons = (why_not_movable(self._catalog, node=one, user=self._desk.user, moves=self.moves) for one in nodes)
        return next((reason for reason in reasons if reason), "")

    def why_not_put(self, nodes: Sequence[Node], *, below: QModelIndex) -> str:
        """Return why one of the nodes cannot stand below a node."""
        way = self._model.way(below)
        if not way:
            return "请先选中目标节点"
        ids = [node.identity for node in way]
        for node in nodes:
            reason = why_not_there(
                self._catalog, node=node, origin=self._above(node), target=way[0], way=ids, moves=self.moves
            )
            if reason:
                return reason
        return ""

    def _above(self, node: Node) -> Node:
        way = self._model.way(self._model.find(node))
        return way[1] if len(way) > 1 else way[0]

    # what the person does

    def put(self, nodes: Sequence[Node], *, below: QModelIndex) -> None:
        """Stage that nodes are moved below another; of a node and what is below it, the node alone is moved."""
        target = self._model.node(below)
        if target is None:
            return
        reason = self.why_not_take(nodes) or self.why_not_put(nodes, below=below)
        if reason:
            self.told.emit(f"没有移动：{reason}")
            return
        chosen = {node.identity for node in nodes}
        tops = [node for node in nodes if not chosen & {one.identity for one in self._way_above(node)}]
        moves = [Move(node=node, origin=self._above(node), target=target) for node in tops]
        self._ask(lambda staging: staging.stage(moves), label="移动节点")

    def _way_above(self, node: Node) -> list[Node]:
        return self._model.way(self._model.find(node))[1:]

    def take_back(self, which: Collection[Hashable]) -> None:
        """Take back the moves of nodes."""
        self._ask(lambda staging: staging.take_back(which), label="撤销调整")

    def discard(self) -> None:
        """Take back all moves."""
        self._ask(lambda staging: staging.discard(), label="撤销全部调整")

    def apply(self) -> None:
        """Carry out all moves, or none."""
        if self._year is None:
            return
        staging = self._staging(self._year)
        self._desk.operations.run(
            lambda _: staging.apply(), done=self._applied, failed=self.failed.emit, owner=self, label="应用调整"
        )

    def _applied(self, found: tuple[Outcome, Staged]) -> None:
        outcome, self.staged = found
        self.changed.emit()
        if self.staged.told:
            self.told.emit(f"没有应用：{self.staged.told}")
            return
        self.told.emit(f"已应用调整，共 {len(outcome.written):,} 行，待同步上传；可以一次撤销")
        self.applied.emit()

    def _staging(self, year: int) -> Staging:
        return Staging(store=self._desk.store, user=self._desk.user, catalog=self._catalog, fiscal_year=year)

    def _ask(self, do: Callable[[Staging], Staged], *, label: str, key: str = "") -> None:
        year = self._year
        if year is None:
            return
        staging = self._staging(year)

        def done(staged: Staged) -> None:
            if year == self._year and staged.plan != self.staged.plan:
                self.staged = staged
                self.changed.emit()
            if staged.told:
                self.told.emit(staged.told)

        self._desk.operations.run(
            lambda _: do(staging), done=done, failed=self.failed.emit, owner=self, key=key, label=label
        )
