"""Flows as declared pairs of states: fill in, review, file (SPEC section 1); moves exist only along these pairs."""

from __future__ import annotations

from dataclasses import dataclass

from app.errors import DeclarationError
from app.people import Role


@dataclass(frozen=True, slots=True)
class State:
    """A state with its stable code and the officers' word."""

    code: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One allowed step between two states: who takes it, and whether a reason must be given."""

    name: str
    label: str
    source: str
    target: str
    role: Role
    by_upper_level: bool = False
    reason_required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """States and moves of one kind of record; the first state is where a record starts."""

    name: str
    label: str
    states: tuple[State, ...]
    moves: tuple[Move, ...] = ()

    def __post_init__(self) -> None:
        """Refuse moves between unknown states and states that cannot be reached."""
        codes = {state.code for state in self.states}
        for move in self.moves:
            if not {move.source, move.target} <= codes:
                raise DeclarationError(f"流程“{self.label}”的动作“{move.label}”用到了没有声明的状态")
        reached = {self.states[0].code} | {move.target for move in self.moves}
        if missing := sorted(codes - reached):
            raise DeclarationError(f"流程“{self.label}”的状态 {'、'.join(missing)} 无法到达")


ISSUE = Flow(
    name="issue",
    label="制定→下发→接收",
    states=(State("draft", "制定中"), State("issued", "已下发"), State("received", "已接收")),
    moves=(
        Move(name="issue", label="下发", source="draft", target="issued", role=Role.OPERATOR),
        Move(name="receive", label="接收", source="issued", target="received", role=Role.OPERATOR),
    ),
)

FILL_IN = Flow(
    name="fill-in",
    label="填报→审核→备案",
    states=(
        State("filling", "填报中"),
        State("submitted", "已送审"),
        State("reviewed", "已审核"),
        State("filed", "已备案"),
    ),
    moves=(
        Move(name="submit", label="送审", source="filling", target="submitted", role=Role.OPERATOR),
        Move(name="withdraw", label="撤回", source="submitted", target="filling", role=Role.OPERATOR),
        Move(name="approve", label="审核", source="submitted", target="reviewed", role=Role.REVIEWER),
        Move(
            name="return", label="退回", source="submitted", target="filling", role=Role.REVIEWER, reason_required=True
        ),
        Move(name="file", label="备案", source="reviewed", target="filed", role=Role.REVIEWER, by_upper_level=True),
        Move(
            name="return-reviewed",
            label="退回",
            source="reviewed",
            target="filling",
            role=Role.REVIEWER,
            by_upper_level=True,
            reason_required=True,
        ),
    ),
)

RECEIVE = Flow(
    name="receive",
    label="数据接收",
    states=(State("received", "已接收"),),
)
