"""How the result of a change is told: what was kept, what was refused and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.errors import RowsError
from ui.cli.answer import DONE, PARTLY, Answer, CommandError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.unit_of_work import Outcome, Refusal
    from ui.cli.seat import Work

CHANGE_KEYS = ("written", "refused", "waiting")
"""Members of the JSON answer to a change."""


def outcome_answer(outcome: Outcome, *, work: Work, done: str, places: Sequence[str]) -> Answer:
    """Return the answer to a change; `places` names the edits in order. Raise CommandError when nothing was kept."""
    refused = [_refused(one, place=places[one.edit]) for one in outcome.refusals]
    data: dict[str, object] = {"written": outcome.written, "refused": refused}
    lines = [_line(one, place=places[one.edit]) for one in outcome.refusals]
    if refused and not outcome.written:
        rule = outcome.refusals[0].problem.rule
        text = "\n".join(lines) if len(lines) > 1 else ""
        raise CommandError(outcome.sentence, code=rule, title=RowsError.title, data=data, text=text)
    waits = _waiting(work)
    text = f"{done} {len(outcome.written)} 行；本机共有 {waits} 项待上传。"
    return Answer(text="\n".join([text, *lines]), data={**data, "waiting": waits}, status=PARTLY if lines else DONE)


def _refused(one: Refusal, *, place: str) -> dict[str, object]:
    problem = one.problem
    return {"place": place, "row": one.row_id, "rule": problem.rule, "field": problem.field, "text": problem.text}


def _line(one: Refusal, *, place: str) -> str:
    return f"没有保存：{place + '：' if place else ''}{one.problem.text}。"


def _waiting(work: Work) -> int:
    from sync.status import read_status

    with work.store.read() as connection:
        return read_status(connection, schema=work.store.schema).unsent
