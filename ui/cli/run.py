"""Runs one command: reads the words, carries it out, answers on the streams and by the exit status."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from app.errors import ShebaoError
from ui.cli.answer import FAILED, INTERRUPTED, prepare_streams, show, show_error, write_line
from ui.cli.failure import file_error, internal_error
from ui.cli.grammar import top_parser
from ui.cli.seat import Seat

if TYPE_CHECKING:
    from collections.abc import Sequence


def run(given: Sequence[str]) -> int:
    """Carry out one command and return its exit status: 0 done, 1 done in part, 2 not done, 130 interrupted."""
    prepare_streams()
    as_json = "--json" in given
    try:
        return _carry_out(given)
    except ShebaoError as error:
        return show_error(error, as_json=as_json)
    except KeyboardInterrupt:
        write_line(sys.stderr, "已中断；此前已保存的内容不受影响。")
        return INTERRUPTED
    except BrokenPipeError:
        # whoever read our output has gone; the interpreter must not fail again when it flushes
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED


def _carry_out(given: Sequence[str]) -> int:
    words = top_parser().parse_args(given)
    seat = Seat(data=words.data, as_json=words.json)
    from ui.log import logging_to

    with logging_to(seat.folder) as log:
        try:
            return show(words.run(words, seat), as_json=words.json)
        except (ShebaoError, BrokenPipeError):
            raise
        except OSError as error:
            raise file_error(error) from error
        except Exception as error:
            raise internal_error(error, log=log) from error
