"""What `shebao conflicts` carries out: decisions about fields and rows, taking back, looking merges through."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.cli.answer import Answer, CommandError
from ui.cli.deciding import ATTENTION, KEEP_MINE, SET, TAKE_BACK, read_lines
from ui.cli.syncing import local_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.conflicts import FieldConflict
    from app.waiting_lines import WaitingLine
    from sync.decisions import Decision
    from ui.cli.parser import Words
    from ui.cli.seat import Work

DONE_WORDS = {
    KEEP_MINE: "保留本机的值，等待重新上传",
    "take-theirs": "采用中心端的值",
    SET: "改为新值，等待上传",
    TAKE_BACK: "撤回本机的修改",
}
UNSENT = ("open", "sent", "refused")


def decide_about(words: Words, *, work: Work) -> Answer:
    """Carry out a decision about lines and fields; conflicts by field, all else by row."""
    from sync.deciding import decide
    from sync.settle import keep_mine, take_back, take_theirs

    if words.action == TAKE_BACK:
        ids = _row_ids(words, work=work)
        return _answer(words, take_back(work.store, user=work.user, row_ids=ids, also_sent=True).row_ids)
    lines = _chosen(words, work=work)
    clashing = [one for one in lines if one.state == "conflict"]
    refused = [one.row_id for one in lines if one.state == "refused" and words.action != SET]
    rows: tuple[str, ...] = ()
    if wanted := _conflicts(words, numbers=[one.n for one in clashing], work=work):
        _ask_first(words, conflicts=[one for one, _ in wanted])
        rows += decide(work.store, user=work.user, decisions=_decisions(words, wanted=wanted)).row_ids
    if refused:
        act = keep_mine if words.action == KEEP_MINE else take_theirs
        rows += act(work.store, user=work.user, row_ids=refused).row_ids
    return _answer(words, rows)


def _answer(words: Words, rows: Sequence[str]) -> Answer:
    ids = list(dict.fromkeys(rows))
    text = f"已处理 {len(ids)} 项：{DONE_WORDS[words.action]}。"
    return Answer(text=text, data={"settled": len(ids), "rows": ids})


def _row_ids(words: Words, *, work: Work) -> list[str]:
    return list(dict.fromkeys(one.row_id for one in _chosen(words, work=work, states=UNSENT)))


def _chosen(words: Words, *, work: Work, states: Sequence[str] = ATTENTION) -> list[WaitingLine]:
    """Return the lines that are meant; NotFoundError for a number that is not among those in these states."""
    found = read_lines(work, states=states)
    known = {name: one for one in found for name in (str(one.n), one.row_id)}
    wanted = list(known) if words.all else [_split(text)[0] for text in words.numbers]
    if not wanted:
        told = "没有可以这样处理的修改。" if words.all else "没有说明处理哪些修改：请写编号，或用 --all 处理全部。"
        raise _unknown(told)
    if unknown := next((name for name in wanted if name not in known), ""):
        raise _unknown(f"没有编号为“{unknown}”、可以这样处理的修改，请用 shebao conflicts --all 查看编号。")
    return list({known[name].n: known[name] for name in wanted}.values())


def _unknown(told: str) -> Exception:
    from app.errors import NotFoundError

    return NotFoundError(told, code="settle.unknown")


def _split(text: str) -> tuple[str, str, str | None]:
    """Return number, field ('' for all of them) and value of 'number', 'number.field' or 'number.field=value'."""
    place, equals, value = text.partition("=")
    number, _, field = place.partition(".")
    return number.strip(), field.strip(), value if equals else None


def _conflicts(words: Words, *, numbers: Sequence[int], work: Work) -> list[tuple[FieldConflict, str | None]]:
    """Return the conflicts that are meant, each with the value given for it."""
    from app.conflicts import list_conflicts

    if not numbers:
        return []
    with work.store.read() as connection:
        listed = list_conflicts(connection, schema=work.store.schema, numbers=numbers)
    if words.all:
        return [(one, None) for one in listed]
    found: list[tuple[FieldConflict, str | None]] = []
    for text in words.numbers:
        number, field, value = _split(text)
        meant = [one for one in listed if number in {str(one.n), one.place.row_id} and _is_field(one, field)]
        if not meant or (words.action == SET and (len(meant) > 1 or value is None)):
            raise _unknown(f"“{text}”没有指明冲突的一个字段，请写“编号.字段{'=值' if words.action == SET else ''}”。")
        found += [(one, value) for one in meant]
    return found


def _is_field(one: FieldConflict, field: str) -> bool:
    return field in {"", one.field, one.label, one.label.partition("（")[0].partition("(")[0]} or not one.field


def _decisions(words: Words, *, wanted: Sequence[tuple[FieldConflict, str | None]]) -> list[Decision]:
    from sync.decisions import Choice, Decision

    choice = {KEEP_MINE: Choice.MINE, SET: Choice.OTHER}.get(words.action, Choice.THEIRS)
    return [
        Decision(n=one.n, field=one.field, choice=choice, given=value, version=one.version) for one, value in wanted
    ]


def _ask_first(words: Words, *, conflicts: Sequence[FieldConflict]) -> None:
    """Refuse to settle several amounts at once until the person has seen the sums."""
    from sync.decisions import Choice
    from ui.waiting.conflict_words import question

    if words.yes or words.action == SET or not any(one.is_money for one in conflicts):
        return
    choice = Choice.MINE if words.action == KEEP_MINE else Choice.THEIRS
    if text := question(conflicts, choice=choice):
        raise CommandError(
            "一次处理的冲突中有金额，没有做任何改动；请核对上面的合计，再加上 --yes 执行。",
            code="settle.money",
            title="请先核对金额",
            data={},
            text=text,
        )


def list_merged(*, work: Work) -> Answer:
    """List the fields that others set beside mine."""
    from app.merged import merged_fields, merged_numbers
    from ui.cli.table import Column, table

    with work.store.read() as connection:
        found = merged_fields(connection, schema=work.store.schema, numbers=merged_numbers(connection))
    columns = tuple(
        Column(heading=heading) for heading in ("编号", "目录", "行", "对方改的字段", "原值", "现值", "对方", "时间")
    )
    lines = [
        [str(one.n), one.catalog_label, one.row_label, one.label, one.before, one.after, one.by, local_time(one.at)]
        for one in found
    ]
    data = [
        {
            "number": one.n,
            "catalog": one.place.catalog,
            "row": one.place.row_id,
            "field": one.field,
            "base": one.before,
            "value": one.after,
            "by": one.by,
            "at": one.at,
        }
        for one in found
    ]
    return Answer(text=table(columns, lines) if lines else "没有需要过目的合并。", data={"merged": data})


def dismiss(words: Words, *, work: Work) -> Answer:
    """Take looked-at merges off the list."""
    from app.merged import dismiss_merged, merged_numbers

    with work.store.read() as connection:
        known = {str(n): n for n in merged_numbers(connection)}
    wanted = list(known) if words.all else words.numbers
    if not wanted or any(name not in known for name in wanted):
        raise _unknown("没有指明去掉哪些合并：请写 shebao conflicts merged 中的编号，或用 --all 去掉全部。")
    count = dismiss_merged(work.store, numbers=[known[name] for name in wanted])
    return Answer(text=f"已去掉 {count} 处看过的合并。", data={"settled": count})
