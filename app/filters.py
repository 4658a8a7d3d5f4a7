"""What one column is filtered by: values ticked in a list, or a condition; as 自动筛选 of a workbook (clause 2, 查询).

Blank, 0 and × are three things: a condition on numbers never finds a blank cell.
"""

from __future__ import annotations

import operator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, false, func, literal, not_, or_, select

from app.search import contains, escaped

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Column, ColumnElement, Table

    from app.catalog import Catalog
    from app.fields import Field, Value

    Condition = Callable[[Column[Any], tuple[Value, ...]], ColumnElement[bool]]

LOWEST, HIGHEST = -(2**63), 2**63 - 1


class How(Enum):
    """How a column is judged; the values say what by."""

    AMONG = "among"
    NOT_AMONG = "not-among"
    CONTAINS = "contains"
    LACKS = "lacks"
    BEGINS = "begins"
    ENDS = "ends"
    EQUALS = "equals"
    DIFFERS = "differs"
    BETWEEN = "between"
    ABOVE = "above"
    AT_LEAST = "at-least"
    BELOW = "below"
    AT_MOST = "at-most"
    TOP = "top"
    BOTTOM = "bottom"
    BLANK = "blank"
    FILLED = "filled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filter:
    """The filter of one column.

    `values`: what is ticked (AMONG) or not (NOT_AMONG), the field's empty value for blank cells; two bounds (BETWEEN);
    how many (TOP, BOTTOM); else one value.
    """

    field: str
    how: How
    values: tuple[Value, ...] = ()


def is_blank(value: Value) -> bool:
    """Say whether a cell with this value is blank; False and 0 are not."""
    return value is None or value == ""


def blank_condition(column: Column[Any], *, field: Field) -> ColumnElement[bool]:
    """Return the condition that a cell is blank; a flag never is."""
    if field.empty is False:
        return false()
    return column.is_(None) if field.empty is None else column == field.empty


def filter_condition(
    one: Filter, *, catalog: Catalog, table: Table, among: Sequence[ColumnElement[bool]]
) -> ColumnElement[bool]:
    """Return a filter as a condition; `among` are the rows of which TOP and BOTTOM count the greatest or least."""
    column, field = table.c[one.field], catalog.by_name[one.field]
    blank = blank_condition(column, field=field)
    if one.how in {How.BLANK, How.FILLED}:
        return blank if one.how is How.BLANK else not_(blank)
    if one.how is How.AMONG:
        return _among(column, one.values, blank=blank)
    if one.how is How.NOT_AMONG:
        # a comparison with NULL is neither true nor false, and neither is its opposite
        return not_(_among(column, one.values, blank=blank, filled_only=not_(blank)))
    if one.how in {How.TOP, How.BOTTOM}:
        return and_(not_(blank), _extreme(column, one, among=among))
    found = CONDITIONS[one.how](column, one.values)
    if one.how in {How.LACKS, How.DIFFERS}:
        return or_(blank, not_(found))
    # a comparison is never true of NULL, and to ask for that too would cost a tenth of reading a table
    is_never_blank = field.empty is None and None not in one.values
    return found if is_never_blank else and_(not_(blank), found)


def _among(
    column: Column[Any],
    values: Sequence[Value],
    *,
    blank: ColumnElement[bool],
    filled_only: ColumnElement[bool] | None = None,
) -> ColumnElement[bool]:
    """Return the condition for one of these values; none of those listed is blank but for blank itself."""
    filled = [value for value in values if not is_blank(value)]
    inside = column.in_(filled) if filled_only is None else and_(filled_only, column.in_(filled))
    listed = inside if filled else false()
    return or_(listed, blank) if len(filled) < len(values) else listed


def _extreme(column: Column[Any], one: Filter, *, among: Sequence[ColumnElement[bool]]) -> ColumnElement[bool]:
    """Return the condition that a row is among the n greatest or least; rows equal to the last of them are too."""
    is_top = one.how is How.TOP
    count = max(int(str(one.values[0])), 1)
    table = column.table
    order = column.desc() if is_top else column.asc()
    bound = select(column).where(*among, column.is_not(None)).order_by(order).limit(1).offset(count - 1)
    of_table = bound.select_from(table).correlate(None).scalar_subquery()
    return column >= func.coalesce(of_table, LOWEST) if is_top else column <= func.coalesce(of_table, HIGHEST)


def _between(column: Column[Any], values: tuple[Value, ...]) -> ColumnElement[bool]:
    low, high = values
    if low is not None and high is not None:
        return column.between(low, high)  # the store looks at the column once: a twentieth of reading a table
    found = [literal(value=True)] if low is None else [column >= low]
    return and_(*found, *([] if high is None else [column <= high]))


CONDITIONS: dict[How, Condition] = {
    How.CONTAINS: lambda column, values: contains(column, str(values[0])),
    How.LACKS: lambda column, values: contains(column, str(values[0])),
    How.BEGINS: lambda column, values: column.like(f"{escaped(str(values[0]))}%", escape="\\"),
    How.ENDS: lambda column, values: column.like(f"%{escaped(str(values[0]))}", escape="\\"),
    How.EQUALS: lambda column, values: column == values[0],
    How.DIFFERS: lambda column, values: column == values[0],
    How.BETWEEN: _between,
    How.ABOVE: lambda column, values: column > values[0],
    How.AT_LEAST: lambda column, values: column >= values[0],
    How.BELOW: lambda column, values: column < values[0],
    How.AT_MOST: lambda column, values: column <= values[0],
}


def passes(one: Filter, value: Value, *, column: Sequence[Value]) -> bool:
    """Judge a value outside the store; `column` are all of its column. Text is no number: × is not 0 and not blank."""
    if one.how in {How.AMONG, How.NOT_AMONG}:
        listed = any(value == each or (is_blank(value) and is_blank(each)) for each in one.values)
        return listed is (one.how is How.AMONG)
    if is_blank(value):
        return one.how in {How.BLANK, How.LACKS, How.DIFFERS}
    if one.how in {How.BLANK, How.FILLED}:
        return one.how is How.FILLED
    if one.how in {How.TOP, How.BOTTOM}:
        return _is_extreme(one, value, column=column)
    return JUDGES[one.how](value, one.values)


def _is_extreme(one: Filter, value: Any, *, column: Sequence[Any]) -> bool:  # noqa: ANN401 - a column's own type
    numbers = sorted((each for each in column if type(each) is int), reverse=one.how is How.TOP)
    if type(value) is not int:
        return False
    last = numbers[min(int(str(one.values[0])), len(numbers)) - 1]
    return value >= last if one.how is How.TOP else value <= last


def _text(value: Value) -> str:
    return str(value).lower()


def _compared(judge: Callable[[Any, Any], bool]) -> Callable[[Value, tuple[Value, ...]], bool]:
    """Return a judge that holds for values of one type only."""
    return lambda value, values: type(value) is type(values[0]) and judge(value, values[0])


def _is_between(value: Any, values: tuple[Any, ...]) -> bool:  # noqa: ANN401 - a column's own type
    low, high = values
    if type(value) is not type(high if low is None else low):
        return False
    return (low is None or value >= low) and (high is None or value <= high)


JUDGES: dict[How, Callable[[Value, tuple[Value, ...]], bool]] = {
    How.CONTAINS: lambda value, values: _text(values[0]) in _text(value),
    How.LACKS: lambda value, values: _text(values[0]) not in _text(value),
    How.BEGINS: lambda value, values: _text(value).startswith(_text(values[0])),
    How.ENDS: lambda value, values: _text(value).endswith(_text(values[0])),
    How.EQUALS: lambda value, values: value == values[0],
    How.DIFFERS: lambda value, values: value != values[0],
    How.BETWEEN: _is_between,
    How.ABOVE: _compared(operator.gt),
    How.AT_LEAST: _compared(operator.ge),
    How.BELOW: _compared(operator.lt),
    How.AT_MOST: _compared(operator.le),
}
