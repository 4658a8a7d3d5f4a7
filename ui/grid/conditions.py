"""Conditions that a column can be filtered by, in the officers' words, as its kind allows; free of Qt (查询)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.fields import Bad, Editor, Integer
from app.filters import Filter, How

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.fields import Field, Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One condition; `inputs`: how many values are typed for it."""

    how: How
    label: str
    inputs: int = 1


BLANKS = (Condition(how=How.BLANK, label="空白", inputs=0), Condition(how=How.FILLED, label="非空白", inputs=0))
TEXTS = (
    Condition(how=How.CONTAINS, label="包含"),
    Condition(how=How.LACKS, label="不包含"),
    Condition(how=How.BEGINS, label="开头是"),
    Condition(how=How.ENDS, label="结尾是"),
    Condition(how=How.EQUALS, label="等于"),
    Condition(how=How.DIFFERS, label="不等于"),
    *BLANKS,
)
NUMBERS = (
    Condition(how=How.BETWEEN, label="介于", inputs=2),
    Condition(how=How.EQUALS, label="等于"),
    Condition(how=How.DIFFERS, label="不等于"),
    Condition(how=How.ABOVE, label="大于"),
    Condition(how=How.AT_LEAST, label="大于或等于"),
    Condition(how=How.BELOW, label="小于"),
    Condition(how=How.AT_MOST, label="小于或等于"),
    Condition(how=How.TOP, label="最大的前几项"),
    Condition(how=How.BOTTOM, label="最小的前几项"),
    *BLANKS,
)
DATES = (
    Condition(how=How.BETWEEN, label="介于", inputs=2),
    Condition(how=How.AT_LEAST, label="不早于"),
    Condition(how=How.AT_MOST, label="不晚于"),
    Condition(how=How.EQUALS, label="等于"),
    *BLANKS,
)
CODES = (Condition(how=How.BEGINS, label="代码开头是"), Condition(how=How.CONTAINS, label="代码包含"), *BLANKS)
OFFERED: dict[Editor, tuple[Condition, ...]] = {
    Editor.LINE: TEXTS,
    Editor.NOTE: TEXTS,
    Editor.NUMBER: NUMBERS,
    Editor.DATE: DATES,
    Editor.CHOICE: BLANKS,
    Editor.FLAG: (),
    Editor.REFERENCE: CODES,
    Editor.REFERENCES: CODES,
    Editor.CHOICES: TEXTS,
}
READ_AS_TEXT = {Editor.LINE, Editor.NOTE, Editor.REFERENCE, Editor.REFERENCES, Editor.CHOICES}
COUNTS = {How.TOP, How.BOTTOM}
COUNT = Integer(name="count", label="项数", required=True, minimum=1, maximum=1_000_000)
MOST_NAMED = 3
"""Ticked values that a chip names; of more it says how many."""


def offered_conditions(field: Field) -> Sequence[Condition]:
    """Return what a column can be filtered by besides a list of its values."""
    return OFFERED[field.editor]


def make_filter(column: str, *, field: Field, condition: Condition, given: Sequence[str]) -> Filter | str:
    """Return the filter, or the Chinese sentence that says what is wrong with what was typed."""
    kind = COUNT if condition.how in COUNTS else field
    is_text = field.editor in READ_AS_TEXT
    values: list[Value] = []
    for text in given[: condition.inputs]:
        read = text.strip() if is_text and kind is field else kind.read(text.strip())
        if isinstance(read, Bad):
            return read.reason
        values.append(read)
    empty = [value is None or value == "" for value in values]
    if values and all(empty):
        return "请录入至少一个界限" if condition.inputs > 1 else f"请录入“{condition.label}”后面的内容"
    if kind is COUNT and (found := COUNT.check(values[0])):
        return found
    if condition.how is How.BETWEEN and not any(empty) and values[0] > values[1]:  # type: ignore[operator]
        values.reverse()
    return Filter(field=column, how=condition.how, values=tuple(values))


def condition_words(condition: Condition, *, given: Sequence[str]) -> str:
    """Return a condition as a chip tells it."""
    texts = [text.strip() for text in given[: condition.inputs]]
    if condition.inputs == 0:
        return condition.label
    if condition.how in COUNTS:
        return condition.label.replace("几", f" {texts[0]} ")
    if condition.how is How.BETWEEN:
        low, high = texts
        return f"{low} 至 {high}" if low and high else f"不小于 {low}" if low else f"不大于 {high}"
    return f"{condition.label} {texts[0]}"


def ticked_words(texts: Sequence[str], *, inverted: bool) -> str:
    """Return ticked (or with `inverted`, left out) values as a chip tells them; '' is a blank one."""
    named = "、".join(text or "空白" for text in texts[:MOST_NAMED])
    told = f"{named} 等 {len(texts)} 项" if len(texts) > MOST_NAMED else named
    return f"除 {told} 以外" if inverted else told
