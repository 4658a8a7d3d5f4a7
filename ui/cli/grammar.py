"""All commands, written out by hand, and the parser made of them; nothing heavy is imported before a command runs."""

from __future__ import annotations

from ui.cli.accounts import ACCOUNT_COMMAND
from ui.cli.checking import CHECK_COMMAND
from ui.cli.comparing import COMPARE_COMMAND
from ui.cli.deciding import CONFLICTS_COMMAND
from ui.cli.editing import ADD_COMMAND, DELETE_COMMAND, DISABLE_COMMAND, ENABLE_COMMAND, SET_COMMAND
from ui.cli.exchange import EXPORT_COMMAND, IMPORT_COMMAND
from ui.cli.filling import SHEET_COMMAND
from ui.cli.flowing import FLOW_COMMAND
from ui.cli.handing import HAND_OVER_COMMAND
from ui.cli.looking import CATALOGS_COMMAND, QUERY_COMMAND
from ui.cli.messaging import MESSAGES_COMMAND, REMIND_COMMAND
from ui.cli.packing import PACK_COMMAND
from ui.cli.parser import Command, Parser, add_command
from ui.cli.pooling import POOLING_COMMAND
from ui.cli.printing import PRINT_COMMAND
from ui.cli.projecting import PROJECTION_COMMAND
from ui.cli.queueing import QUEUE_COMMAND
from ui.cli.receipts import RECEIPT_COMMAND
from ui.cli.received import RECEIVED_COMMAND
from ui.cli.reviewing import REVIEW_COMMAND
from ui.cli.rolling import ROLL_OVER_COMMAND
from ui.cli.rollup import ROLLUP_COMMAND
from ui.cli.serving import CENTRAL_COMMAND
from ui.cli.session import SIGN_IN_COMMAND, SIGN_OUT_COMMAND
from ui.cli.showing import DEMO_COMMAND, window
from ui.cli.statements import STATEMENT_COMMAND
from ui.cli.syncing import STATUS_COMMAND, SYNC_COMMAND
from ui.cli.todoing import CALENDAR_COMMAND, TODO_COMMAND
from ui.cli.undoing import HISTORY_COMMAND, REDO_COMMAND, UNDO_COMMAND
from ui.cli.using import WHERE_USED_COMMAND

COMMANDS: tuple[Command, ...] = (
    DEMO_COMMAND,
    CENTRAL_COMMAND,
    SIGN_IN_COMMAND,
    SIGN_OUT_COMMAND,
    SYNC_COMMAND,
    STATUS_COMMAND,
    CATALOGS_COMMAND,
    QUERY_COMMAND,
    COMPARE_COMMAND,
    SET_COMMAND,
    ADD_COMMAND,
    DELETE_COMMAND,
    ENABLE_COMMAND,
    DISABLE_COMMAND,
    WHERE_USED_COMMAND,
    SHEET_COMMAND,
    FLOW_COMMAND,
    REVIEW_COMMAND,
    TODO_COMMAND,
    MESSAGES_COMMAND,
    REMIND_COMMAND,
    CALENDAR_COMMAND,
    PACK_COMMAND,
    ROLLUP_COMMAND,
    UNDO_COMMAND,
    REDO_COMMAND,
    HISTORY_COMMAND,
    POOLING_COMMAND,
    PROJECTION_COMMAND,
    ROLL_OVER_COMMAND,
    IMPORT_COMMAND,
    EXPORT_COMMAND,
    STATEMENT_COMMAND,
    RECEIPT_COMMAND,
    RECEIVED_COMMAND,
    ACCOUNT_COMMAND,
    PRINT_COMMAND,
    CONFLICTS_COMMAND,
    QUEUE_COMMAND,
    HAND_OVER_COMMAND,
    CHECK_COMMAND,
)
ABOUT = "社保基金一体化工作台。不带命令时打开窗口；窗口能做的，命令行也能做。"


def top_parser() -> Parser:
    """Return the parser of the whole command line."""
    parser = Parser(prog="shebao", about=ABOUT, top=True)
    parser.set_defaults(run=window)
    subparsers = parser.add_subparsers(metavar="命令", parser_class=Parser)
    for command in COMMANDS:
        add_command(subparsers, command)
    return parser
