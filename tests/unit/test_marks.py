"""Which marks a row's cells bear, and what findings say: pure rules (SYNC point 4, clause 1.9)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.cell_changes import CellChange, ChangeKind
from app.line_texts import RowPlace
from app.problems.found import Explanation, Found, Severity
from app.row_state import LineState, RowState
from ui.grid.findings import found_marks, found_sentence
from ui.grid.marks import Mark, Marks, joined, state_marks

EDITED = CellChange(kind=ChangeKind.EDITED, before="1", after="2", line=LineState.OPEN)
NEW = CellChange(kind=ChangeKind.NEW, line=LineState.OPEN)
MERGED = CellChange(kind=ChangeKind.MERGED, before="1", after="2")
FOUND = Found(
    severity=Severity.WARNING,
    rule="warn",
    rule_text="甲不应大于乙",
    text="甲 2，大于乙 1",
    label="管理参数",
    row_label="甲",
    place=RowPlace(
        catalog="management_value", row_id="1", fiscal_year=2026, mof_div_code="330203000", insurance_type="1101"
    ),
    field="value",
    given="2",
)
EXPLAINED = replace(FOUND, explanation=Explanation(row_id="e", text="含补缴", given="2", author="hs", at=""))


@pytest.mark.parametrize(
    ("state", "noted", "changes", "marks"),
    [
        (RowState.SYNCED, (), {}, {}),
        (RowState.WAITING, (), {2: EDITED, 4: EDITED}, {2: (Mark.EDITED,), 4: (Mark.EDITED,)}),
        (RowState.WAITING, (), {-1: NEW}, {0: (Mark.WAITING,)}),
        (RowState.WAITING, (), {}, {0: (Mark.WAITING,)}),
        (RowState.MERGED, (), {3: MERGED}, {3: (Mark.MERGED,)}),
        (RowState.REFUSED, (2,), {2: EDITED, 4: EDITED}, {2: (Mark.REFUSED,), 4: (Mark.EDITED,)}),
        (RowState.CONFLICT, (-1,), {4: EDITED}, {0: (Mark.CONFLICT,), 4: (Mark.EDITED,)}),
        (RowState.CONFLICT, (), {}, {0: (Mark.CONFLICT,)}),
    ],
)
def test_cells_bear_what_happened_to_them_and_the_first_what_happened_to_the_row(
    state: RowState, noted: tuple[int, ...], changes: dict[int, CellChange], marks: dict[int, Marks]
) -> None:
    assert state_marks(state, noted=noted, changes=changes) == marks


def test_marks_of_two_kinds_stand_beside_one_another() -> None:
    both = joined({0: (Mark.WAITING,), 1: (Mark.EDITED,)}, {0: (Mark.LOCKED,), 2: (Mark.RECEIVED,)})
    assert both == {0: (Mark.WAITING, Mark.LOCKED), 1: (Mark.EDITED,), 2: (Mark.RECEIVED,)}


def test_the_worst_finding_gives_the_mark() -> None:
    error = replace(FOUND, severity=Severity.ERROR)
    outdated = replace(EXPLAINED, given="3")
    assert found_marks([FOUND, error]) == (Mark.INVALID,)
    assert found_marks([EXPLAINED, FOUND]) == found_marks([outdated]) == (Mark.WARNING,)
    assert found_marks([EXPLAINED]) == (Mark.EXPLAINED,)


def test_a_finding_is_told_with_its_rule_and_its_explanation() -> None:
    told = "提示：甲 2，大于乙 1（规则：甲不应大于乙）"
    assert found_sentence(FOUND) == f"{told}，待说明"
    assert found_sentence(EXPLAINED) == f"{told}，已说明：含补缴（hs）"
    assert found_sentence(replace(EXPLAINED, given="3")).endswith("，数值又变了，须重新说明")
