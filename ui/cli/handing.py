"""The command about hand-over files: export, look inside, import the reply, carry, take at the central (SYNC 12)."""

from __future__ import annotations

from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ui.cli.answer import DONE, PARTLY, Answer
from ui.cli.parser import Command, UsageError
from ui.cli.syncing import local_time, progress_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sync.hand_over_carry import Contents
    from ui.cli.parser import Parser, Words
    from ui.cli.seat import Seat, Work

EXPORT, SHOW, IMPORT, CARRY, TAKE = "export", "show", "import", "carry", "take"
IMPORT_KEYS = (
    *("batches", "known", "accepted", "merged", "conflicts", "refused", "refused_batches", "received"),
    *("news", "more"),
)


def hand_over(words: Words, seat: Seat) -> Answer:
    """Carry out one of the actions."""
    acts = {EXPORT: _export, SHOW: _show, IMPORT: _import, CARRY: _carry, TAKE: _take}
    return acts[words.action](words, seat)


def _export(words: Words, seat: Seat) -> Answer:
    from sync.hand_over_export import export, file_name

    with _work(words, seat) as work:
        path = words.file
        if path.is_dir():
            path = path / file_name(work.user)
        done = export(work.store, session=work.session, path=path)
    data = {"file": str(done.path), "batches": done.batches, "operations": done.operations, "left": done.left}
    return Answer(text=f"{done.sentence}\n文件：{done.path}", data=data)


def _show(words: Words, _seat: Seat) -> Answer:
    from sync.hand_over_carry import contents_of, kind_of
    from sync.hand_over_disk import read_file

    raw = read_file(words.file)
    found = contents_of(raw, kind=kind_of(raw))
    return Answer(text=told(found), data=_plain(found))


def told(found: Contents) -> str:
    """Return what a file holds, in words."""
    amount = f"{found.batches:,} 批" + (f" {found.operations:,} 条修改" if found.operations else "")
    news = f"，更新 {found.rows:,} 行" if found.rows else ""
    return f"{found.label}：用户 {found.user}，{local_time(found.made_at)} 写出，{amount}{news}。"


def _plain(found: Contents) -> dict[str, object]:
    return {
        "kind": found.kind,
        "user": found.user,
        "made_at": found.made_at,
        "batches": found.batches,
        "operations": found.operations,
        "rows": found.rows,
    }


def _import(words: Words, seat: Seat) -> Answer:
    from sync.hand_over_import import import_replies

    with _work(words, seat) as work, progress_line(quiet=words.json) as tell:
        done = import_replies(work.store, session=work.session, path=words.file, progress=tell)
    data = {name: getattr(done, name) for name in IMPORT_KEYS}
    return Answer(text=done.sentence, data=data, status=PARTLY if done.needs_attention else DONE)


def _carry(words: Words, seat: Seat) -> Answer:
    from sync.hand_over_carry import carry_for

    server = words.server or seat.profile.settings().server
    if not server:
        raise UsageError("没有指定中心端地址：请加上 --server 地址。")
    done = carry_for(seat.profile, path=words.file, server=server, reply=_reply(words))
    data = {"reply": str(done.path), "user": done.user, "batches": done.batches, "refused_batches": done.refused}
    return Answer(
        text=f"{done.sentence}\n回执：{done.path}",
        data={**data, "rows": done.rows},
        status=PARTLY if done.refused else DONE,
    )


def _take(words: Words, seat: Seat) -> Answer:
    import getpass

    from sync.central.hand_over import Waiver
    from sync.central.hand_over_file import take_file

    waiver = Waiver(by=getpass.getuser(), reason=words.admit_revoked) if words.admit_revoked else None
    reply = _reply(words)
    data = None if words.database else seat.data or seat.folder / "central"
    done = take_file(words.file, reply=reply, data=data, database=words.database, waiver=waiver)
    refused = f"；1 批整批未被收取（{done.reason.rstrip('。')}）" if done.refused else ""
    text = f"已收取用户“{done.user}”的 {done.batches:,} 批修改{refused}，回执含更新 {done.rows:,} 行。\n回执：{reply}"
    plain = {"reply": str(reply), "user": done.user, "batches": done.batches, "refused_batches": done.refused}
    return Answer(text=text, data={**plain, "rows": done.rows}, status=PARTLY if done.refused else DONE)


def _reply(words: Words) -> Path:
    from sync.hand_over_disk import reply_path

    return words.reply or reply_path(words.file)


@contextmanager
def _work(words: Words, seat: Seat) -> Iterator[Work]:
    """Open the store of the signed-in person, or of one named who is signed out."""
    if not words.user:
        with seat.work() as work:
            yield work
        return
    from app.catalogs import CATALOGS
    from app.store import open_store
    from sync.session import past_session
    from ui.cli.seat import NobodyError, Work

    session = past_session(seat.profile, server=words.server or "", user=words.user)
    if session is None:
        raise NobodyError(f"用户“{words.user}”没有在这里登录过，请核对用户代码、中心端地址和数据文件夹。")
    with closing(session), closing(open_store(session.store_path, catalogs=CATALOGS)) as store:
        yield Work(session=session, store=store)


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "action",
        choices=(EXPORT, SHOW, IMPORT, CARRY, TAKE),
        metavar="处理",
        help="export 导出待上传的修改，show 查看文件里有什么，import 导入回执，"
        "carry 在能联网的电脑上代为上交，take 在中心端本机收取",
    )
    parser.add_argument("file", type=Path, metavar="文件", help="交接文件；导出时也可以是文件夹，由程序起名")
    parser.add_argument(
        "--reply", type=Path, metavar="文件", help="carry、take：回执写入哪个文件，默认放在交接文件旁边"
    )
    parser.add_argument("--server", metavar="地址", help="carry：交到哪个中心端，默认为本机登录的中心端")
    parser.add_argument("--user", metavar="用户", help="export、import：已退出登录的用户，默认为当前用户")
    parser.add_argument(
        "--database", metavar="地址", help="take：中心端的 PostgreSQL 数据库；默认用 --data 中的 SQLite"
    )
    parser.add_argument(
        "--admit-revoked", metavar="理由", help="take：用户已停用时仍然收取，写明理由；理由和操作人记入审计"
    )


HAND_OVER_COMMAND = Command(
    name="hand-over",
    help="交接文件：断网时用 U 盘上交修改、取回答复",
    run=hand_over,
    arguments=_arguments,
    about="没有网络时，把待上传的修改导出成一个签名的文件，用 U 盘带到能联网的地方上交，再把回执文件带回导入。"
    "导出不会移走任何修改；同一文件上交、导入几次，结果都一样；网络恢复后直接同步也不会重复。",
    examples=(
        "shebao hand-over export E:\\",
        "shebao hand-over carry 社保待上传_海曙区.sbd --server https://主机名:端口",
        "shebao hand-over import 社保回执_海曙区.sbr",
        "shebao hand-over take 社保待上传_海曙区.sbd --data 中心端数据文件夹",
    ),
    keys=(
        *("file", "operations", "left", "kind", "user", "made_at", "rows", "reply"),
        *IMPORT_KEYS,
    ),
)
