"""What a command hands back, and how it reaches the person or the script that called (exit status 0, 1, 2)."""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TextIO

from app.errors import ShebaoError

if TYPE_CHECKING:
    from collections.abc import Mapping

DONE, PARTLY, FAILED, INTERRUPTED = 0, 1, 2, 130
"""Exit status: done; done with refused rows, conflicts or findings; could not be done; stopped with Ctrl+C."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A command's result: `data` with stable English keys for `--json`, `text` in Chinese for people."""

    text: str
    data: Mapping[str, object] = field(default_factory=dict)
    status: int = DONE


class CommandError(ShebaoError):
    """A command that could not be done; `text` (for people) and `data` (for `--json`) tell more than the sentence."""

    def __init__(self, sentence: str, *, code: str, title: str, data: Mapping[str, object], text: str = "") -> None:
        """Keep what stands beside the sentence."""
        super().__init__(sentence, code=code, title=title)
        self.data = data
        self.text = text


def prepare_streams() -> None:
    """Let both streams take Chinese text whatever console or pipe is behind them."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def write_line(stream: TextIO, text: str) -> None:
    """Write text as whole lines, at once."""
    stream.write(text if text.endswith("\n") else f"{text}\n")
    stream.flush()


def encode(data: Mapping[str, object]) -> str:
    """Return JSON: Chinese as it is, dates as ISO 8601, exact decimals as numbers."""
    import msgspec

    plain = msgspec.json.Encoder(decimal_format="number").encode(data)
    return msgspec.json.format(plain, indent=2).decode()


def show(answer: Answer, *, as_json: bool) -> int:
    """Print an answer and return its exit status."""
    if as_json:
        write_line(sys.stdout, encode(answer.data))
    elif answer.text:
        write_line(sys.stdout, answer.text)
    return answer.status


def show_error(error: ShebaoError, *, as_json: bool) -> int:
    """Print a failure as one sentence on stderr, or as JSON on stdout; return its exit status."""
    if as_json:
        words = {"code": error.code, "title": error.title, "sentence": error.sentence}
        more = error.data if isinstance(error, CommandError) else {}
        write_line(sys.stdout, encode({**more, "error": words}))
        return FAILED
    if isinstance(error, CommandError) and error.text:
        write_line(sys.stdout, error.text)
    write_line(sys.stderr, error.sentence)
    return FAILED
