"""The fields of a flow's record: the state, who brought it there and when, the opinion, the log (SPEC section 1)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from app.fields import Choice, Integer, Moment, Note, Text

if TYPE_CHECKING:
    from app.fields import Field
    from app.workflow import Flow

STATE, OPINION, LOG, EDITION = "flow_state", "opinion", "move_log", "edition"
RETURNED = "returned"
LONGEST_OPINION = 500
LONGEST_LOG = 8_000


def by(code: str) -> str:
    """Return the field with the person who brought a record into a state."""
    return f"{code}_by"


def at(code: str) -> str:
    """Return the field with the time at which a record came into a state."""
    return f"{code}_at"


def state_fields(flow: Flow) -> tuple[Field, ...]:
    """Return the fields that only moves set: the state, person and time of each state, of a return, opinion, log."""
    stamps: list[Field] = []
    later = [(state.code, state.label.removeprefix("已")) for state in flow.states[1:]]
    for code, word in (*later, (RETURNED, "退回")):
        stamps.append(Text(name=by(code), label=f"{word}人", max_length=40, width=9))
        stamps.append(Moment(name=at(code), label=f"{word}时间"))
    options = tuple((state.code, state.label) for state in flow.states)
    return (
        Choice(name=STATE, label="状态", required=True, default=flow.start, options=options, width=8),
        Integer(name=EDITION, label="版次", default=0, maximum=9_999, width=6),
        Note(name=OPINION, label="意见", max_length=LONGEST_OPINION, width=24),
        *stamps,
        Note(name=LOG, label="经过", max_length=LONGEST_LOG, hidden=True),
    )


@lru_cache(maxsize=8)
def follow_from_state(flow: Flow | None) -> frozenset[str]:
    """Return the names of those that follow from the state: nobody disputes or decides about them apart from it."""
    return set_by_moves(flow) - {STATE} if flow else frozenset()


@lru_cache(maxsize=8)
def set_by_moves(flow: Flow) -> frozenset[str]:
    """Return the names of these fields."""
    return frozenset(field.name for field in state_fields(flow))
