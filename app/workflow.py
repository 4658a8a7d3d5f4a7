"""Flows as declared pairs of states: fill in, review, file (SPEC section 1); moves exist only along these pairs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.errors import DeclarationError
from app.people import Role

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True)
class State:
    """A state with its stable code and the officers' word."""

    code: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One allowed step between two states: who takes it, and whether a reason must be given.

    `by_upper_level`: a region above takes it, otherwise the record's own. `not_by`: states whose maker may not take it
    (maker ≠ checker). `is_checked`: what was filled in must be without errors.
    """

    name: str
    label: str
    source: str
    target: str
    role: Role
    by_upper_level: bool = False
    reason_required: bool = False
    not_by: tuple[str, ...] = ()
    is_checked: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """States and moves of one kind of record; the first state is where a record starts, and the only one to edit in.

    Moves may share a name: which one is meant follows from the state.
    """

    name: str
    label: str
    states: tuple[State, ...]
    moves: tuple[Move, ...] = ()

    def __post_init__(self) -> None:
        """Refuse moves between unknown states and states that cannot be reached."""
        codes = {state.code for state in self.states}
        for move in self.moves:
            if not {move.source, move.target, *move.not_by} <= codes:
                raise DeclarationError(f"流程“{self.label}”的动作“{move.label}”用到了没有声明的状态")
        reached = {self.states[0].code} | {move.target for move in self.moves}
        if missing := sorted(codes - reached):
            raise DeclarationError(f"流程“{self.label}”的状态 {'、'.join(missing)} 无法到达")

    @property
    def start(self) -> str:
        """The state in which a record comes into being."""
        return self.states[0].code

    def state_label(self, code: str) -> str:
        """Return the officers' word for a state; a code that a newer side sent is shown as it is."""
        return next((state.label for state in self.states if state.code == code), code)

    def moves_from(self, source: str, *, name: str = "") -> list[Move]:
        """Return the moves that lead on from a state, of one name where it is given."""
        return [move for move in self.moves if move.source == source and name in ("", move.name)]

    @property
    def verbs(self) -> dict[str, str]:
        """The names of moves with their labels, each once, in declared order."""
        return {move.name: move.label for move in self.moves}

    def ordered(self, codes: Sequence[str]) -> list[str]:
        """Return state codes in declared order."""
        return [state.code for state in self.states if state.code in codes]


ISSUE = Flow(
    name="issue",
    label="制定→下发→接收",
    states=(State("draft", "制定中"), State("issued", "已下发"), State("received", "已接收")),
    moves=(
        Move(name="issue", label="下发", source="draft", target="issued", role=Role.OPERATOR),
        Move(name="receive", label="接收", source="issued", target="received", role=Role.OPERATOR),
    ),
)


def _upper(name: str, label: str, source: str, target: str, *, reason: bool = False, not_by: str = "") -> Move:
    return Move(
        name=name,
        label=label,
        source=source,
        target=target,
        role=Role.REVIEWER,
        by_upper_level=True,
        reason_required=reason,
        not_by=(not_by,) if not_by else (),
    )


def _review(name: str, label: str, source: str, target: str, *, reason: bool = False) -> Move:
    checks = source == "submitted"
    not_by = ("submitted",) if checks else ()
    return Move(
        name=name,
        label=label,
        source=source,
        target=target,
        role=Role.REVIEWER,
        reason_required=reason,
        not_by=not_by,
    )


FILL_IN = Flow(
    name="fill-in",
    label="填报→审核→备案",
    states=(
        State("filling", "填报中"),
        State("submitted", "已送审"),
        State("reviewed", "已审核"),
        State("reported", "已上报"),
        State("filed", "已备案"),
    ),
    moves=(
        Move(name="submit", label="送审", source="filling", target="submitted", role=Role.OPERATOR, is_checked=True),
        Move(name="withdraw", label="撤回", source="submitted", target="filling", role=Role.OPERATOR),
        _review("approve", "审核", "submitted", "reviewed"),
        _review("return", "退回", "submitted", "filling", reason=True),
        _review("withdraw", "撤回", "reviewed", "submitted"),
        _review("report", "上报", "reviewed", "reported"),
        _review("withdraw", "撤回", "reported", "reviewed"),
        _upper("file", "备案", "reviewed", "filed", not_by="reviewed"),
        _upper("file", "备案", "reported", "filed", not_by="reviewed"),
        _upper("return", "退回", "reviewed", "filling", reason=True),
        _upper("return", "退回", "reported", "filling", reason=True),
        _upper("return", "退回", "filed", "filling", reason=True),
    ),
)
"""上报 hands a reviewed record to the next level; 备案 may come without it. What is filed goes back only by 退回."""

RECEIVE = Flow(
    name="receive",
    label="数据接收",
    states=(State("received", "已接收"),),
)
