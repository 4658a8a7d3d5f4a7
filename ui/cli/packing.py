"""The command that issues, previews and takes packs, and says who has taken them (SPEC section 1: 下发, 接收)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.cli.answer import DONE, PARTLY, Answer
from ui.cli.given import year
from ui.cli.parser import Command, UsageError

if TYPE_CHECKING:
    from app.packs.difference import Difference
    from app.packs.issuing import IssuePlan
    from app.packs.orphans import Orphan
    from app.packs.reading import PackLine
    from ui.cli.parser import Parser, Words
    from ui.cli.seat import Seat, Work

LIST, ISSUE, SHOW, PREVIEW, TAKE, ORPHANS, TAKE_BACK = (
    "list",
    "issue",
    "show",
    "preview",
    "take",
    "orphans",
    "take-back",
)
WITHOUT_NAME = (LIST, ORPHANS)
SHOWN = 50
"""Lines of one kind that are told one by one; the rest are counted."""


def pack(words: Words, seat: Seat) -> Answer:
    """List packs, issue one, look at one, take one, or list orphans."""
    if words.action not in WITHOUT_NAME and not words.name:
        raise UsageError(f"pack {words.action} 要写明是哪个目录或哪一包，见 shebao pack list。")
    steps = {LIST: _list, ISSUE: _issue, SHOW: _show, PREVIEW: _preview, TAKE: _take, ORPHANS: _orphans}
    with seat.work() as work:
        return steps.get(words.action, _take_back)(words, work)


def _lines(words: Words, work: Work) -> list[PackLine]:
    from app.packs.reading import read_packs

    with work.store.read() as connection:
        return read_packs(connection, schema=work.store.schema, user=work.user, fiscal_year=work.year(words.year))


def _wanted(words: Words, work: Work) -> PackLine:
    from app.packs.reading import find_pack

    return find_pack(_lines(words, work), given=words.name)


def _list(words: Words, work: Work) -> Answer:
    from app.local_time import local_time
    from ui.cli.table import Column, table

    found = [one for one in _lines(words, work) if words.name in {None, one.row["table_name"], one.row["title"]}]
    if not found:
        return Answer(text="还没有与本地区有关的下发包。", data={"packs": []})
    headings = ("方向", "目录或报表", "年度", "编号", "办理地区", "行数", "办理时间", "办理人", "状态", "说明")
    lines = [
        [
            "上报" if one.is_up else "下发",
            str(one.row["title"]),
            str(one.row["fiscal_year"]),
            str(one.row["number"]),
            one.region_name or str(one.row["mof_div_code"]),
            f"{one.row['row_count']:,}",
            local_time(str(one.row["issued_at"])),
            str(one.row["issued_by"]),
            one.state,
            str(one.row["note"]),
        ]
        for one in found
    ]
    text = table(tuple(Column(heading=heading, widest=28) for heading in headings), lines)
    return Answer(text=text, data={"packs": [plain_pack(one) for one in found]})


def plain_pack(one: PackLine) -> dict[str, object]:
    """Return a pack for `--json`."""
    names = ("fiscal_year", "direction", "table_name", "number", "title", "note", "row_count", "digest")
    return {
        "id": one.pack_id,
        "region": one.row["mof_div_code"],
        **{name: one.row[name] for name in (*names, "issued_by", "issued_at")},
        "state": one.state,
        "whole": one.is_whole,
        "to_take": one.is_to_take,
        "taken_by": one.taken_by,
        "taken_at": one.taken_at,
        "takers": one.takers,
        "due": one.due if one.is_own else 0,
    }


def _issue(words: Words, work: Work) -> Answer:
    from app.packs.issuing import issue, plan_issue

    catalog, fiscal_year = work.store.schema.catalog(words.name), work.year(words.year)
    with work.store.read() as connection:
        plan = plan_issue(
            connection, schema=work.store.schema, user=work.user, catalog=catalog, fiscal_year=fiscal_year
        )
    told = [plan.sentence, *_changes(plan.difference)]
    if words.plan:
        end = f"现在不能下发：{plan.why_not}。" if plan.why_not else "以上是计划，没有写入任何内容。"
        return Answer(text="\n".join([*told, end]), data=_plain_plan(plan, applied=False))
    made = issue(work.store, user=work.user, catalog=catalog, fiscal_year=fiscal_year, note=words.note or "")
    return Answer(
        text="\n".join([*told, f"已下发第 {plan.number} 号，等待上传。"]),
        data={**_plain_plan(plan, applied=True), "id": made},
    )


def _plain_plan(plan: IssuePlan, *, applied: bool) -> dict[str, object]:
    return {
        "catalog": plan.catalog.name,
        "number": plan.number,
        "rows": len(plan.rows),
        "applied": applied,
        "why_not": plan.why_not,
        "changes": _plain_changes(plan.difference),
    }


def _changes(found: Difference) -> list[str]:
    from app.packs.difference import WORDS

    lines: list[str] = []
    for kind, word in WORDS.items():
        changes = found.of(kind)
        lines += [f"{word}  {one.code} {one.name}{'：' + one.words if one.words else ''}" for one in changes[:SHOWN]]
        if len(changes) > SHOWN:
            lines.append(f"（{word}另有 {len(changes) - SHOWN:,} 行，用 --json 查看）")
    return lines


def _plain_changes(found: Difference) -> list[dict[str, object]]:
    return [
        {
            "kind": one.kind,
            "key": one.key,
            "code": one.code,
            "name": one.name,
            "fields": [{"field": each.name, "before": each.before, "after": each.after} for each in one.fields],
        }
        for one in found.changes
    ]


def _show(words: Words, work: Work) -> Answer:
    """Show a pack as it was issued, old ones too, and who has taken it."""
    from app.local_time import local_time
    from app.packs.documents import read_columns
    from app.packs.facts import pack_rows
    from app.packs.reading import read_takers

    one = _wanted(words, work)
    with work.store.read() as connection:
        rows = list(pack_rows(connection, schema=work.store.schema, pack=one.row).values())
        takers = read_takers(connection, schema=work.store.schema, pack=one.row, region=work.user.mof_div_code)
    done = [taker for taker in takers if taker.taken_at]
    lines = [
        f"{one.name}，{one.region_name}，{one.state}，{one.row['row_count']:,} 行",
        f"校验值 {one.row['digest']}",
        *(f"  {row.key}  {'、'.join(str(value) for value in _values(row.content))}" for row in rows[:SHOWN]),
        *([f"（另有 {len(rows) - SHOWN:,} 行，用 --json 查看）"] if len(rows) > SHOWN else []),
        *(f"已接收  {taker.region} {taker.name}  {taker.taken_by}  {local_time(taker.taken_at)}" for taker in done),
        *(f"未接收  {taker.region} {taker.name}" for taker in takers if not taker.taken_at),
    ]
    data = {
        "packs": [plain_pack(one)],
        "columns": [list(column) for column in read_columns(one.row["columns"])],
        "rows": [{"key": row.key, "content": _decoded(row.content)} for row in rows],
        "takers": [
            {"region": taker.region, "name": taker.name, "taken_by": taker.taken_by, "taken_at": taker.taken_at}
            for taker in takers
        ],
    }
    return Answer(text="\n".join(lines), data=data)


def _decoded(content: str) -> object:
    import msgspec

    return msgspec.json.decode(content)


def _values(content: str) -> list[object]:
    found = _decoded(content)
    if isinstance(found, dict):
        return [found[name] for name in ("code", "name", "unit") if name in found]
    return list(found) if isinstance(found, list) else [found]


def _preview(words: Words, work: Work) -> Answer:
    from app.packs.preview import preview

    one = _wanted(words, work)
    with work.store.read() as connection:
        found = preview(connection, schema=work.store.schema, user=work.user, pack=one.row)
    effects = [f"影响  {each.label} {each.code} {each.name}：{each.words}" for each in found.effects]
    more = [f"（影响另有 {len(effects) - SHOWN:,} 处，用 --json 查看）"] if len(effects) > SHOWN else []
    end = f"不能接收：{found.why_not}。" if found.why_not else "可以接收：shebao pack take " + words.name
    lines = [found.sentence, *_changes(found.difference), *effects[:SHOWN], *more, *_told(found.orphans), end]
    data = {
        "packs": [plain_pack(one)],
        "base": found.base,
        "changes": _plain_changes(found.difference),
        "effects": [
            {"catalog": each.catalog, "row": each.row_id, "code": each.code, "name": each.name, "text": each.words}
            for each in found.effects
        ],
        "orphans": _plain_orphans(found.orphans),
        "why_not": found.why_not,
    }
    return Answer(text="\n".join(lines), data=data)


def _take(words: Words, work: Work) -> Answer:
    from app.packs.orphans import find_orphans
    from app.packs.taking import take

    one = _wanted(words, work)
    name = take(work.store, user=work.user, pack_id=one.pack_id)
    with work.store.read() as connection:
        orphans = find_orphans(
            connection,
            schema=work.store.schema,
            user=work.user,
            fiscal_year=int(one.row["fiscal_year"]),
            catalogs=(str(one.row["table_name"]),),
        )
    text = "\n".join([f"已接收{name}，等待上传。", *_told(orphans)])
    return Answer(text=text, data={"taken": one.pack_id, "orphans": _plain_orphans(orphans)})


def _orphans(words: Words, work: Work) -> Answer:
    from app.packs.orphans import find_orphans

    catalogs = (work.store.schema.catalog(words.name).name,) if words.name else ()
    with work.store.read() as connection:
        found = find_orphans(
            connection,
            schema=work.store.schema,
            user=work.user,
            fiscal_year=work.year(words.year),
            catalogs=catalogs,
        )
    text = "\n".join(_told(found)) if found else "没有孤儿：本级细化和已填的数值都有上级的定义。"
    return Answer(text=text, data={"orphans": _plain_orphans(found)}, status=PARTLY if found else DONE)


def _told(found: list[Orphan] | tuple[Orphan, ...]) -> list[str]:
    return [f"孤儿  {one.label} {one.code} {one.name}：{one.reason}；{one.remedy}。" for one in found]


def _plain_orphans(found: list[Orphan] | tuple[Orphan, ...]) -> list[dict[str, object]]:
    return [
        {
            "catalog": one.catalog,
            "row": one.row_id,
            "code": one.code,
            "name": one.name,
            "reason": one.reason,
            "remedy": one.remedy,
        }
        for one in found
    ]


def _take_back(words: Words, work: Work) -> Answer:
    """Take back a pack that was not sent yet, or that the central refused."""
    from sync.packs import take_back_pack

    one = _wanted(words, work)
    take_back_pack(work.store, user=work.user, pack_id=one.pack_id)
    return Answer(text=f"已撤销{one.name}。", data={"taken_back": one.pack_id})


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "action",
        nargs="?",
        choices=(LIST, ISSUE, SHOW, PREVIEW, TAKE, ORPHANS, TAKE_BACK),
        default=LIST,
        metavar="处理",
        help="list 列出（默认），issue 下发一个目录，show 查看一包（含旧包）和接收情况，preview 接收前预览，"
        "take 接收，orphans 列出失去上级的本级数据，take-back 撤销还没有上传或未被接受的一包",
    )
    parser.add_argument(
        "name", nargs="?", metavar="目录", help="目录或报表的名称，可写“目录/编号”，或一包的 id；不写编号时为最新的一包"
    )
    parser.add_argument("--year", type=year, metavar="年度", help="哪个年度，默认为当前年度")
    parser.add_argument("--note", metavar="文字", help="issue：下发说明")
    parser.add_argument("--plan", action="store_true", help="issue：只显示计划，不写入")


PACK_COMMAND = Command(
    name="pack",
    help="下发与接收：下发本级制定的目录，预览并接收上级的包",
    run=pack,
    arguments=_arguments,
    about="一包有编号、校验值和说明，下发后不再改变。接收是整包的；本级细化的行不受影响，失去上级的列为孤儿，由本级决定。"
    "上级下发的最新一包没有接收时，依据它填报的表不能送审。",
    examples=(
        "shebao pack issue 基金管理参数 --plan",
        "shebao pack issue 基金管理参数 --note 本年度首次下发",
        "shebao pack preview 基金管理参数",
        "shebao pack take 基金管理参数",
        "shebao pack show 基金管理参数/1",
    ),
    keys=(
        *("packs", "columns", "rows", "takers", "catalog", "number", "applied", "why_not", "changes", "id", "base"),
        *("effects", "orphans", "taken", "taken_back"),
    ),
)
