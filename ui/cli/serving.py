"""The command that runs the reference central: a service of its own, until it is told to stop (sync/README.md)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from sync.central.options import add_options
from ui.cli.answer import Answer
from ui.cli.given import port, year
from ui.cli.parser import Command, hidden
from ui.cli.receiving import RECEIPTS_COMMAND, RECEIVE_COMMAND

if TYPE_CHECKING:
    from ui.cli.parser import Parser, Words
    from ui.cli.seat import Seat

STOP_WITH_INPUT = "--stop-with-input"
"""Ends the central when its standard input ends, that is, when the process that started it has gone."""


def central(words: Words, seat: Seat) -> Answer:
    """Serve until stopped."""
    from sync.central.options import options_of
    from sync.central.serve import serve

    serve(
        data=seat.data or seat.folder / "central",
        database=words.database,
        port=words.port,
        demo=words.demo,
        fiscal_year=words.year or datetime.now(UTC).astimezone().year,
        stop_with_input=words.stop_with_input,
        options=options_of(words),
    )
    return Answer(text="中心端已停止。", data={"stopped": True})


def _arguments(parser: Parser) -> None:
    parser.add_argument(
        "--database", metavar="地址", help="PostgreSQL 数据库，如 postgresql+psycopg://…；默认用 SQLite"
    )
    parser.add_argument(
        "--port", type=port, default=8610, metavar="端口", help="端口，默认 8610；0 表示任选一个空闲端口"
    )
    parser.add_argument("--demo", action="store_true", help="第一次启动时装入演示省的数据和用户")
    parser.add_argument("--year", type=year, metavar="年度", help="演示数据的年度，默认为今年")
    add_options(parser)
    hidden(parser, STOP_WITH_INPUT)


CENTRAL_COMMAND = Command(
    name="central",
    help="启动中心端服务",
    run=central,
    arguments=_arguments,
    about="启动中心端服务，默认只监听本机；按 Ctrl+C 停止。给出证书和私钥后使用 https。",
    examples=(
        "shebao central --demo --port 8610",
        "shebao central --host 0.0.0.0 --port 8443 --certificate server.pem --key server.key",
    ),
    keys=("stopped",),
    actions=(RECEIVE_COMMAND, RECEIPTS_COMMAND),
)
