"""Whatever becomes of a tree between two refreshes, the model follows in steps that Qt's own tester accepts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester

from app.tree import Node
from ui.look.looks import looks_of
from ui.tree.merge import FIRST, STEP
from ui.tree.model import TreeModel
from ui.tree.source import Reading, TreeSource, View
from ui.tree.view import TreeView

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from PySide6.QtCore import QModelIndex
    from pytestqt.qtbot import QtBot

    from ui.grid.source import Work
    from ui.operations import Operations, Progress
    from ui.tree.source import Wanted

    Shape = Mapping[str, Sequence[str]]

NAMES = [f"n{number}" for number in range(9)]
SHAPES = st.lists(
    st.dictionaries(st.sampled_from(["", *NAMES]), st.lists(st.sampled_from(NAMES), unique=True, max_size=6)),
    min_size=2,
    max_size=6,
)


class Drawn(TreeSource):
    """A source that gives a drawn tree; no name stands twice, none below itself."""

    def __init__(self, shape: Shape) -> None:  # no store is asked
        self.shape = _tree(shape)
        self.view = View()

    @property
    def root(self) -> Node:
        return Node(label="全部", has_children=True)

    def levels(self, wanted: Sequence[Wanted], *, counted: bool = False) -> Work[Reading]:
        def work(_progress: Progress) -> Reading:
            found = [self._drawn(one.node.code) for one in wanted]
            pairs = zip(found, wanted, strict=True)
            same = [None if one.known is not None and list(one.known) == level else level for level, one in pairs]
            return Reading(levels=same, badges={} if counted else None)

        return work

    def _drawn(self, code: str) -> list[Node]:
        return [
            Node(label=name, code=name, row_id=name, has_children=bool(self.shape.get(name)))
            for name in self.shape.get(code, ())
        ]


def _tree(shape: Shape) -> dict[str, list[str]]:
    """Return the part of a shape that is a tree, from the top."""
    found: dict[str, list[str]] = {}
    taken: set[str] = set()
    level = [""]
    while level:
        name = level.pop(0)
        found[name] = [one for one in shape.get(name, ()) if one not in taken]
        taken.update(found[name])
        level += found[name]
    return found


def shown(model: TreeModel, parent: QModelIndex) -> dict[str, list[str]]:
    """Return the children of every node that was read, by name."""
    below = [model.index(row, 0, parent) for row in range(model.rowCount(parent))]
    node = model.node(parent)
    assert node is not None
    found = {node.code: [str(index.data()) for index in below]}
    for index in below:
        found.update(shown(model, index))
    return found


@given(shapes=SHAPES)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_refresh_ends_as_the_tree_is(
    qtbot: QtBot, operations: Operations, settle: Callable[[], None], shapes: list[Shape]
) -> None:
    model = TreeModel(operations=operations, looks=looks_of(QGuiApplication.palette()))
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    view = TreeView(model)
    qtbot.addWidget(view)
    view.show()
    for shape in shapes:
        source = Drawn(shape)
        model.change_source(source)
        for _ in range(len(NAMES)):
            settle()
            view.expandAll()
        settle()
        assert shown(model, model.index(0, 0)) == {name: source.shape.get(name, []) for name in source.shape}
    view.close()
    del tester


@pytest.mark.parametrize("count", [FIRST + 1, 3 * FIRST])
def test_a_long_level_comes_in_steps_and_changes_on_the_way(
    qtbot: QtBot, operations: Operations, settle: Callable[[], None], count: int
) -> None:
    model = TreeModel(operations=operations, looks=looks_of(QGuiApplication.palette()))
    view = TreeView(model)
    qtbot.addWidget(view)
    view.show()
    names = [f"x{number:05}" for number in range(count)]
    model.change_source(Drawn({"": names}))
    qtbot.waitUntil(lambda: model.rowCount(model.index(0, 0)) >= FIRST)
    shorter = [name for name in names if not name.endswith("7")]
    model.change_source(Drawn({"": shorter}))
    settle()
    qtbot.waitUntil(lambda: model.rowCount(model.index(0, 0)) == len(shorter), timeout=5_000)
    assert shown(model, model.index(0, 0))[""] == shorter


def test_a_long_level_grows_where_the_person_goes_and_keeps_its_length(
    qtbot: QtBot, operations: Operations, settle: Callable[[], None]
) -> None:
    model = TreeModel(operations=operations, looks=looks_of(QGuiApplication.palette()))
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    view = TreeView(model)
    qtbot.addWidget(view)
    view.resize(300, 400)
    view.show()
    names = [f"x{number:05}" for number in range(4 * STEP)]
    model.change_source(Drawn({"": names}))
    top = model.index(0, 0)
    qtbot.waitUntil(lambda: model.rowCount(model.index(0, 0)) == FIRST + STEP)
    settle()
    assert model.rowCount(model.index(0, 0)) == FIRST + STEP
    assert not model.shows_all(model.index(0, 0))
    # nothing changed: nothing comes
    model.refresh()
    settle()
    top = model.index(0, 0)
    assert model.rowCount(top) == FIRST + STEP
    view.scrollToBottom()
    qtbot.waitUntil(lambda: model.rowCount(model.index(0, 0)) == FIRST + 2 * STEP)
    # a node further on is asked for: it and some after it
    wanted = names[FIRST + 2 * STEP + 5]
    found = model.find_identity(wanted)
    assert found.data() == wanted
    # rows go and come in the middle and at the end: what is shown stays as long
    shorter = [*names[:7], *names[9:], "y1"]
    before = model.rowCount(model.index(0, 0))
    model.change_source(Drawn({"": shorter}))
    settle()
    here = model.index(0, 0)
    assert model.rowCount(here) == min(before, len(shorter))
    while model.grow(here):
        settle()
    assert shown(model, here)[""] == shorter
    assert model.shows_all(here)
    view.close()
    del tester


def test_many_new_nodes_above_do_not_make_a_long_level_longer_but_what_is_chosen_stays(
    qtbot: QtBot, operations: Operations, settle: Callable[[], None]
) -> None:
    model = TreeModel(operations=operations, looks=looks_of(QGuiApplication.palette()))
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    view = TreeView(model)
    qtbot.addWidget(view)
    view.resize(300, 400)
    view.show()
    many = FIRST + STEP
    names = [f"x{number:05}" for number in range(3 * many)]
    model.change_source(Drawn({"": names}))
    qtbot.waitUntil(lambda: model.rowCount(model.index(0, 0)) == many)
    settle()
    # as many come above as are shown
    longer = [*(f"a{number:05}" for number in range(many)), *names]
    model.change_source(Drawn({"": longer}))
    settle()
    assert model.rowCount(model.index(0, 0)) == many
    assert shown(model, model.index(0, 0))[""] == longer[:many]
    # all that is shown goes: the first of the others come, and then some more
    model.change_source(Drawn({"": names}))
    settle()
    qtbot.waitUntil(lambda: model.rowCount(model.index(0, 0)) == many)
    assert shown(model, model.index(0, 0))[""] == names[:many]
    # what the person has chosen is not among those let go
    view.choose(model.find_identity(names[20]))
    settle()
    model.change_source(Drawn({"": longer}))
    settle()
    assert str(view.currentIndex().data()) == names[20]
    assert shown(model, model.index(0, 0))[""] == longer[: many + 21]
    view.close()
    del tester


class Paints(QObject):
    """Counts the paints of what it watches."""

    count = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt names it
        self.count += event.type() == QEvent.Type.Paint
        return False


def test_nodes_that_change_together_are_painted_anew(
    qtbot: QtBot, operations: Operations, settle: Callable[[], None]
) -> None:
    model = TreeModel(operations=operations, looks=looks_of(QGuiApplication.palette()))
    view, paints = TreeView(model), Paints()
    qtbot.addWidget(view)
    view.resize(300, 400)
    view.show()
    model.change_source(Drawn({"": NAMES}))
    qtbot.waitUntil(lambda: model.rowCount(model.index(0, 0)) == len(NAMES))
    settle()
    view.viewport().installEventFilter(paints)
    top = model.index(0, 0)
    model.dataChanged.emit(model.index(0, 0, top), model.index(len(NAMES) - 1, 0, top))
    qtbot.waitUntil(lambda: paints.count > 0)
    view.close()
