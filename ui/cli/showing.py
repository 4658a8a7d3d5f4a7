"""Commands that open the window: none at all, and demo, which brings its own central (issue, step 1)."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ui.cli.answer import Answer, write_line
from ui.cli.given import port
from ui.cli.parser import Command

if TYPE_CHECKING:
    from ui.cli.parser import Parser, Words
    from ui.cli.seat import Seat
    from ui.demo_central import DemoControl


def window(_words: Words, seat: Seat) -> Answer:
    """Open the window on the profile folder until it is closed."""
    return _show(seat.folder)


def demo(words: Words, seat: Seat) -> Answer:
    """Start the demo's central, sign in, and open the window; the central ends with it."""
    from ui.demo import running_demo
    from ui.display import need_display
    from ui.log import logging_to

    need_display(os.environ)
    folder = (seat.data or seat.folder / "demo").absolute()
    with (
        logging_to(folder / "desk"),
        running_demo(folder, port=words.port, fresh=words.fresh, tell=_tell) as running,
    ):
        return _show(running.profile.folder, demo=running.control, tour=words.tour)


def _show(folder: Path, *, demo: DemoControl | None = None, tour: Path | None = None) -> Answer:
    from ui.display import need_display

    need_display(os.environ)
    from ui.bootstrap import make_application, open_window
    from ui.interrupts import closing_on_interrupt
    from ui.qt_log import qt_messages_to_log

    with qt_messages_to_log(), closing_on_interrupt(make_application()):
        status = open_window(folder, demo=demo, tour=tour.absolute() if tour else None)
    text = f"截图已存入 {tour}。" if tour and not status else ""
    return Answer(text=text, data={"folder": str(folder), "tour": str(tour or "")}, status=status)


def _tell(words: str) -> None:
    write_line(sys.stderr, words)


def _arguments(parser: Parser) -> None:
    parser.add_argument("--tour", type=Path, metavar="文件夹", help="自动走一遍主要工作，每一步留一张截图")
    parser.add_argument("--port", type=port, metavar="端口", help="中心端的端口，默认沿用上次的")
    parser.add_argument("--fresh", action="store_true", help="丢弃上次演示的数据，从头开始")


DEMO_COMMAND = Command(
    name="demo",
    help="启动演示：本机中心端和桌面窗口",
    run=demo,
    arguments=_arguments,
    about=(
        "在本机启动一个装有全省演示数据的中心端，以海曙区经办岗登录，打开窗口；关闭窗口时中心端随之停止。"
        "再次启动时，上次的数据都在。"
    ),
    examples=("shebao demo", "shebao demo --tour 截图", "shebao demo --fresh --data 演示"),
    keys=("folder", "tour"),
)
