"""Who may move a record where, and what a move writes: pure, the same on both sides (SPEC section 1)."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.candidate import Problem
from app.flow.fields import EDITION, LOG, LONGEST_LOG, LONGEST_OPINION, OPINION, RETURNED, STATE, at, by
from app.flow.record import Taken, read_log, write_log

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.people import User
    from app.workflow import Flow, Move

MOVE, PERSON, OPINION_RULE, ERRORS, UNEXPLAINED, LOCKED, RECORD = (
    "flow.move",
    "flow.person",
    "flow.opinion",
    "flow.errors",
    "flow.unexplained",
    "flow.locked",
    "flow.record",
)
"""The rules' names, here and on the wire."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    """Who wants to move a record: the person, and whether the record's region is theirs or lies below it."""

    user: User
    is_own: bool
    is_above: bool


def why_not(flow: Flow, *, move: Move, row: Mapping[str, Any], mover: Mover, opinion: str | None) -> Problem | None:
    """Return why this person may not take this move from where the record stands, or None.

    `opinion` None: it is asked for later.
    """
    if row[STATE] != move.source:
        return Problem(MOVE, STATE, f"{standing(flow, row=row)}，不能{move.label}")
    return _person_problem(move, row=row, mover=mover) or _opinion_problem(move, opinion=opinion)


def _person_problem(move: Move, *, row: Mapping[str, Any], mover: Mover) -> Problem | None:
    user, verb = mover.user, move.label
    if user.is_revoked:
        return Problem("rights", "", "账号已被中心端停用，本机数据只能查看和导出；请联系管理员恢复")
    if move.by_upper_level and not mover.is_above:
        return Problem("rights", "", f"“{verb}”由上级财政部门办理")
    if not move.by_upper_level and not mover.is_own:
        return Problem("rights", "", f"“{verb}”由填报地区（{row['mof_div_code']}）自己办理")
    if user.role is not move.role:
        return Problem("rights", "", f"“{verb}”由{move.role.label}岗办理，{user.role.desk}不能办理")
    if any(row[by(state)] == user.code for state in move.not_by):
        return Problem(PERSON, by(move.not_by[0]), f"送审、审核、备案不能由同一人办理，请由另一人{verb}")
    return None


def _opinion_problem(move: Move, *, opinion: str | None) -> Problem | None:
    if opinion is None:
        return None
    if move.reason_required and not opinion.strip():
        return Problem(OPINION_RULE, OPINION, f"{move.label}必须写明意见，说明要改什么")
    if len(opinion) > LONGEST_OPINION:
        text = f"意见最多 {LONGEST_OPINION} 个字，现有 {len(opinion)} 个，请写短一些"
        return Problem("field.length", OPINION, text)
    return None


def standing(flow: Flow, *, row: Mapping[str, Any]) -> str:
    """Return where a record stands, with person and time where a move brought it there."""
    from app.local_time import local_time  # noqa: PLC0415 - only for words

    code = str(row[STATE])
    who, when = str(row.get(by(code)) or ""), str(row.get(at(code)) or "")
    told = "，".join(filter(None, (who, local_time(when))))
    return f"填报单{flow.state_label(code)}" + (f"（{told}）" if told else "")


def taken(flow: Flow, *, move: Move, row: Mapping[str, Any], user: User, opinion: str, now: str) -> dict[str, Any]:
    """Return what a move writes into its record.

    A person and time stand for every state that the record has come through up to the present one, and no other.
    """
    order = [state.code for state in flow.states]
    later = order[order.index(move.target) + 1 :] if move.target != flow.start else order[1:]
    values: dict[str, Any] = {name: "" for state in later for name in (by(state), at(state))}
    if move.target != flow.start and order.index(move.target) > order.index(move.source):
        values |= {by(move.target): user.code, at(move.target): now}
    if move.reason_required:
        values |= {by(RETURNED): user.code, at(RETURNED): now}
    elif move.source == flow.start:
        values |= {by(RETURNED): "", at(RETURNED): ""}
    if move.is_checked:
        values[EDITION] = int(row[EDITION] or 0) + 1
    text = " ".join(opinion.split())
    step = Taken(at=now, by=user.code, move=move.name, target=move.target, opinion=text)
    log = write_log((*read_log(row[LOG]), step), longest=LONGEST_LOG)
    return {**values, STATE: move.target, OPINION: text, LOG: log}


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """The moves that lead a record from one state to another, with what they write; or why there are none."""

    moves: tuple[Move, ...] = ()
    values: Mapping[str, Any]
    problem: Problem | None = None


def find_way(
    flow: Flow,
    *,
    row: Mapping[str, Any],
    target: str,
    mover: Mover,
    opinion: str,
    now: str,
    check: Callable[[Move, Mapping[str, Any]], Problem | None] = lambda _move, _row: None,
) -> Way:
    """Return the shortest chain of moves from where a record stands to `target`, each open to this person.

    More than one is needed where a person moved on before the first move was sent. `check` may refuse a move for what
    the rules here do not see.
    """
    first: Problem | None = None
    queue: deque[tuple[dict[str, Any], tuple[Move, ...]]] = deque([(dict(row), ())])
    seen = {str(row[STATE])}
    while queue:
        stand, moves = queue.popleft()
        for move in flow.moves_from(str(stand[STATE])):
            if move.target in seen:
                continue
            told = opinion if move.target == target else ""
            problem = why_not(flow, move=move, row=stand, mover=mover, opinion=told) or check(move, stand)
            if problem:
                first = _clearer(first, problem, is_direct=not moves and move.target == target)
                continue
            after = stand | taken(flow, move=move, row=stand, user=mover.user, opinion=told, now=now)
            if move.target == target:
                values = {name: after[name] for name in after if after[name] != row[name]}
                return Way(moves=(*moves, move), values=values)
            seen.add(move.target)
            queue.append((after, (*moves, move)))
    text = f"{standing(flow, row=row)}，不能直接变为“{flow.state_label(target)}”"
    return Way(values={}, problem=first or Problem(MOVE, STATE, text))


def _clearer(first: Problem | None, problem: Problem, *, is_direct: bool) -> Problem | None:
    """Keep the reason that says most about a direct move: a missing opinion or an error rather than another's right."""
    if not is_direct:
        return first
    return problem if first is None or first.rule == "rights" else first
