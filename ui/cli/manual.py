"""Writes docs/cli.md from the commands themselves: `python -m ui.cli.manual docs/cli.md`."""

from __future__ import annotations

import sys
from pathlib import Path

from ui.cli.grammar import COMMANDS, top_parser
from ui.cli.parser import command_parsers

WIDTH = 100
HEAD = """\
# Command line

Made by `python -m ui.cli.manual docs/cli.md` from the commands themselves; a test keeps this page in step with them.

Every command also takes `--data` and `--json`, before or after its name. In the source tree `python3 dev.py run …`
stands for `shebao …`.

| Exit status | Meaning |
|---|---|
| 0 | done |
| 1 | done, but rows were refused, conflicts wait for a decision, or `check` found something |
| 2 | not done: one Chinese sentence on stderr says why and what to do |
| 130 | stopped with Ctrl+C; what was saved before stays |

With `--json` stdout has one JSON object, also for failures: `{"error": {"code", "title", "sentence"}}`, and beside it
whatever is known. Codes and member names are stable. Rows have every column by its English name, values as on the wire
([sync/README.md](../sync/README.md)), but decimals and money as plain numbers (money in yuan, as people write it).
"""


def manual() -> str:
    """Return the whole page."""
    parsers = command_parsers(top_parser())
    parts = [HEAD, "```text", top_parser().help_text(width=WIDTH).rstrip(), "```"]
    for command in COMMANDS:
        parts += [f"\n## {command.name}\n", "```text", parsers[command.name].help_text(width=WIDTH).rstrip(), "```"]
        parts.append(f"\nJSON: {', '.join(f'`{key}`' for key in command.keys)}")
        for one in command.actions:
            text = command_parsers(parsers[command.name])[one.name].help_text(width=WIDTH).rstrip()
            parts += [f"\n### {command.name} {one.name}\n", "```text", text, "```"]
            parts.append(f"\nJSON: {', '.join(f'`{key}`' for key in one.keys)}")
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(manual(), encoding="utf-8")
