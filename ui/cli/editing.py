"""Commands that change rows: set, add, delete, enable, disable (clause 2: 新增, 删除, 保存, 启用/停用)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.cli.answer import CommandError
from ui.cli.given import pair, take_catalog, take_year
from ui.cli.outcome import CHANGE_KEYS, outcome_answer
from ui.cli.parser import Command

if TYPE_CHECKING:
    from app.catalog import Catalog
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
        if not enabled and not words.used:
            _refuse_used(work, catalog=catalog, row_ids=row_ids)
        outcome = set_enabled(work.store, user=work.user, catalog=catalog, row_ids=row_ids, enabled=enabled)
        return outcome_answer(outcome, work=work, done="已启用" if enabled else "已停用", places=words.keys)


def _refuse_used(work: Work, *, catalog: Catalog, row_ids: list[str]) -> None:
    """Raise CommandError where rows that may be disabled are in use: the person is to know what will miss them."""
    from app.errors import RowsError
    from app.unit_of_work import Edit, check_edits
    from app.where_used import where_used

    schema = work.store.schema
    edits = [Edit(catalog=catalog.name, kind="update", row_id=one, values={"is_enabled": False}) for one in row_ids]
    with work.store.read() as connection:
        if check_edits(connection, schema=schema, user=work.user, edits=edits):
            return  # refused whatever uses them, with its own reason
        used = [one for one in where_used(connection, schema=schema, catalog=catalog, row_ids=row_ids) if one.uses]
    if used:
        more = f"（另有 {len(used) - 1:,} 行）" if len(used) > 1 else ""
        sentence = f"没有停用：{used[0].sentence.rstrip('。')}{more}；看过后仍要停用，请加 --used。"
        lines = [one.sentence for one in used]
        data: dict[str, object] = {"written": [], "refused": []}
        raise CommandError(sentence, code="row.in-use", title=RowsError.title, data=data, text="\n".join(lines))


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


def _disable_arguments(parser: Parser) -> None:
    _keys_arguments(parser)
    parser.add_argument("--used", action="store_true", help="正在使用的行也停用（先用 where-used 看过）")


ENABLE_COMMAND = Command(name="enable", help="启用行", run=enable, arguments=_keys_arguments, keys=CHANGE_KEYS)
DISABLE_COMMAND = Command(
    name="disable",
    help="停用行",
    run=disable,
    arguments=_disable_arguments,
    about="停用行：历史数据保留，新的数据不能再引用它。正在使用的行先列出用处，加 --used 才停用。",
    keys=CHANGE_KEYS,
)
