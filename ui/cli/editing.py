"""Commands that change rows: set, add, delete, enable, disable (clause 2: 新增, 删除, 保存, 启用/停用)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.cli.given import pair, take_catalog, take_year
from ui.cli.outcome import CHANGE_KEYS, outcome_answer
from ui.cli.parser import Command

if TYPE_CHECKING:
    from ui.cli.answer import Answer
    from ui.cli.parser import Parser, Words
    from ui.cli.seat import Seat, Work


def set_fields(words: Words, seat: Seat) -> Answer:
    """Set fields of one row."""
    from app.commands import CellEdit, edit_cells, field_name

    with seat.work() as work:
        catalog = work.store.schema.catalog(words.catalog)
        pairs = [(field_name(catalog, name), text) for name, text in words.pairs]
        (row_id,) = _row_ids(words, work=work, keys=[words.key])
        cells = [CellEdit(row_id=row_id, field=name, given=text) for name, text in pairs]
        outcome = edit_cells(work.store, user=work.user, catalog=catalog, cells=cells)
        return outcome_answer(outcome, work=work, done="已修改", places=[name for name, _ in pairs])


def add(words: Words, seat: Seat) -> Answer:
    """Add one row."""
    from app.commands import add_rows, new_values

    with seat.work() as work:
        catalog = work.store.schema.catalog(words.catalog)
        year = work.year(words.year)
        values = new_values(catalog, user=work.user, fiscal_year=year, given=dict(words.pairs))
        outcome = add_rows(work.store, user=work.user, catalog=catalog, rows=[values])
        return outcome_answer(outcome, work=work, done="已新增", places=[""])


def delete(words: Words, seat: Seat) -> Answer:
    """Delete rows, all of them or none."""
    from app.commands import delete_rows

    with seat.work() as work:
        catalog, row_ids = work.store.schema.catalog(words.catalog), _row_ids(words, work=work, keys=words.keys)
        outcome = delete_rows(work.store, user=work.user, catalog=catalog, row_ids=row_ids)
        return outcome_answer(outcome, work=work, done="已删除", places=words.keys)


def enable(words: Words, seat: Seat) -> Answer:
    """Enable rows, all of them or none."""
    return _set_enabled(words, seat, enabled=True)


def disable(words: Words, seat: Seat) -> Answer:
    """Disable rows, all of them or none."""
    return _set_enabled(words, seat, enabled=False)


def _set_enabled(words: Words, seat: Seat, *, enabled: bool) -> Answer:
    from app.commands import set_enabled

    with seat.work() as work:
        catalog, row_ids = work.store.schema.catalog(words.catalog), _row_ids(words, work=work, keys=words.keys)
        outcome = set_enabled(work.store, user=work.user, catalog=catalog, row_ids=row_ids, enabled=enabled)
        return outcome_answer(outcome, work=work, done="已启用" if enabled else "已停用", places=words.keys)


def _row_ids(words: Words, *, work: Work, keys: list[str]) -> list[str]:
    from app.commands import find_row

    catalog, year = work.store.schema.catalog(words.catalog), work.year(words.year)
    found = [find_row(work.store, catalog=catalog, key=key, fiscal_year=year) for key in keys]
    return list(dict.fromkeys(str(row["id"]) for row in found))


def _take_pairs(parser: Parser) -> None:
    parser.add_argument("pairs", nargs="+", type=pair, metavar="字段=值", help="字段的英文名或中文名，等号，新的值")
    take_year(parser)


def _set_arguments(parser: Parser) -> None:
    take_catalog(parser)
    parser.add_argument("key", metavar="主键", help="行的代码；代码不能唯一确定一行时，写逻辑主键（用 / 隔开）或行标识")
    _take_pairs(parser)


def _add_arguments(parser: Parser) -> None:
    take_catalog(parser)
    _take_pairs(parser)


def _keys_arguments(parser: Parser) -> None:
    take_catalog(parser)
    parser.add_argument("keys", nargs="+", metavar="主键", help="行的代码，或逻辑主键（用 / 隔开），或行标识，可写多个")
    take_year(parser)


SET_COMMAND = Command(
    name="set",
    help="修改一行的字段",
    run=set_fields,
    arguments=_set_arguments,
    about="修改一行的字段，立即存入本机并等待上传；不合规则的字段不会保存，并说明原因。",
    examples=("shebao set 基金账户 1203020119200012345 账面余额(元)=1250000.00",),
    keys=CHANGE_KEYS,
)
ADD_COMMAND = Command(
    name="add",
    help="新增一行",
    run=add,
    arguments=_add_arguments,
    about="在本地区新增一行，没有写的字段用默认值。",
    examples=("shebao add 财政专户会计科目 代码=100301 名称=农行专户 上级科目=1003 科目类别=资产 余额方向=借",),
    keys=CHANGE_KEYS,
)
DELETE_COMMAND = Command(
    name="delete",
    help="删除行",
    run=delete,
    arguments=_keys_arguments,
    about="删除行，要么全删，要么都不删；正在使用的行不能删除，可以停用。",
    keys=CHANGE_KEYS,
)
ENABLE_COMMAND = Command(name="enable", help="启用行", run=enable, arguments=_keys_arguments, keys=CHANGE_KEYS)
DISABLE_COMMAND = Command(
    name="disable",
    help="停用行",
    run=disable,
    arguments=_keys_arguments,
    about="停用行：历史数据保留，新的数据不能再引用它。",
    keys=CHANGE_KEYS,
)
