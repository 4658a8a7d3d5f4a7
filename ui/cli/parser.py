"""An argument parser that speaks Chinese and raises instead of leaving the program."""

from __future__ import annotations

import argparse
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from app.errors import ShebaoError
from ui.cli.chinese import in_chinese
from ui.cli.table import cells, pad, wrap

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from ui.cli.answer import Answer
    from ui.cli.seat import Seat

Words = argparse.Namespace
INDENT = 2
WIDEST_NAME = 34
NARROWEST = 60


class UsageError(ShebaoError):
    """The command line cannot be understood."""

    code = "usage"
    title = "命令的写法不对"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """One command: name, a line of help, the function that runs it, arguments, more about it, examples.

    `keys`: the members that its `--json` answer may have. `actions`: further commands whose names follow this one's.
    """

    name: str
    help: str
    run: Callable[[Words, Seat], Answer]
    arguments: Callable[[Parser], None]
    about: str = ""
    examples: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    actions: tuple[Command, ...] = ()


class Parser(argparse.ArgumentParser):
    """A parser whose help is laid out for wide characters and whose errors are UsageError."""

    def __init__(
        self, *, prog: str, summary: str = "", about: str = "", examples: Sequence[str] = (), top: bool = False
    ) -> None:
        super().__init__(prog=prog, description=about, add_help=False, allow_abbrev=False)
        self.summary = summary
        self.examples = examples
        absent = argparse.SUPPRESS
        self.add_argument("-h", "--help", action="help", default=absent, help="显示本说明")
        self.add_argument(
            "--data", type=folder, metavar="文件夹", default=None if top else absent, help="数据放在哪个文件夹"
        )
        self.add_argument(
            "--json",
            action="store_true",
            default=False if top else absent,
            help="输出机器可读的 JSON，键名固定为英文",
        )

    def error(self, message: str) -> NoReturn:
        """Raise UsageError with one Chinese sentence."""
        raise UsageError(in_chinese(message, prog=self.prog))

    def format_usage(self) -> str:
        """Return the line that shows how the command is written."""
        shown = [action for action in self._actions if action.help != argparse.SUPPRESS]
        names = [_positional(action) for action in shown if not action.option_strings]
        needed = [_entry(action)[0] for action in shown if action.option_strings and action.required]
        return f"用法：{' '.join([self.prog, *names, *needed, '[选项]'])}\n"

    def format_help(self) -> str:
        """Return the help as wide as the console."""
        return self.help_text(width=max(shutil.get_terminal_size().columns, NARROWEST))

    def help_text(self, *, width: int) -> str:
        """Return usage, purpose, arguments, options and examples."""
        parts = ["\n".join(wrap(self.format_usage(), width=width))]
        if self.description:
            parts.append("\n".join(wrap(self.description, width=width)))
        for title, actions in self._sections():
            if shown := [action for action in actions if action.help != argparse.SUPPRESS]:
                parts.append("\n".join([f"{title}：", *_listed([_entry(one) for one in shown], width=width)]))
        if commands := [(name, parser.summary) for name, parser in command_parsers(self).items()]:
            parts.append("\n".join(["命令：", *_listed(commands, width=width)]))
        if self.examples:
            parts.append("\n".join(["例：", *(f"  {example}" for example in self.examples)]))
        return "\n\n".join(parts) + "\n"

    def _sections(self) -> list[tuple[str, list[argparse.Action]]]:
        plain = [action for action in self._actions if action.nargs != argparse.PARSER]
        return [
            ("参数", [action for action in plain if not action.option_strings]),
            ("选项", [action for action in plain if action.option_strings]),
        ]


def folder(text: str) -> Path:
    """Read the path of a folder that is there or can be made."""
    path = Path(text)
    if path.exists() and not path.is_dir():
        raise argparse.ArgumentTypeError(f"应是文件夹，“{text}”是一个文件")
    return path


def _positional(action: argparse.Action) -> str:
    name = str(action.metavar)
    return {"?": f"[{name}]", "+": f"{name} …", "*": f"[{name} …]", argparse.PARSER: f"[{name} …]"}.get(
        str(action.nargs or ""), name
    )


def _entry(action: argparse.Action) -> tuple[str, str]:
    metavar = str(action.metavar or "") if action.nargs != 0 else ""
    told = [str(one) for one in action.choices or () if str(one) not in str(action.help)]
    choices = f"（{'、'.join(told)}）" if told else ""
    names = " ".join([", ".join(action.option_strings), metavar]).strip()
    return names, f"{action.help or ''}{choices}"


def command_parsers(parser: Parser) -> dict[str, Parser]:
    """Return the parsers of the commands by name."""
    choices = next((action.choices for action in parser._actions if action.nargs == argparse.PARSER), None)  # noqa: SLF001
    return dict(choices) if isinstance(choices, dict) else {}


def _listed(entries: Sequence[tuple[str, str]], *, width: int) -> Iterator[str]:
    room = min(max((cells(name) for name, _ in entries), default=0), WIDEST_NAME)
    for name, text in entries:
        lines = wrap(text, width=width - room - 2 * INDENT) or [""]
        if cells(name) > room:
            yield " " * INDENT + name
            name = ""  # noqa: PLW2901 - a long name stands on a line of its own
        yield f"{' ' * INDENT}{pad(name, width=room)}{' ' * INDENT}{lines[0]}".rstrip()
        yield from (" " * (room + 2 * INDENT) + line for line in lines[1:])


def add_command(subparsers: Any, command: Command) -> None:  # noqa: ANN401 - the type is private in argparse
    """Add a command to the top parser."""
    parser = subparsers.add_parser(
        command.name,
        summary=command.help,
        about=command.about or f"{command.help}。",
        examples=command.examples,
    )
    command.arguments(parser)
    parser.set_defaults(run=command.run)
    if command.actions:
        further = parser.add_subparsers(metavar="命令", parser_class=Parser)
        for one in command.actions:
            add_command(further, one)


def no_arguments(_parser: Parser) -> None:
    """Let a command take nothing but the common options."""


def hidden(parser: Parser, name: str) -> None:
    """Let a command take a switch that only this program itself uses."""
    parser.add_argument(name, action="store_true", help=argparse.SUPPRESS)
