"""What became of an action on cells, in one sentence for the status line. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ui.grid.source import Saved


def saved_words(saved: Saved) -> str:
    """Return what was kept, what is read-only and what is wrong, each with the first reason; '' when nothing was."""
    done = f"已{saved.verb} {saved.written:,} 格" if saved.verb else f"已保存 {saved.written:,} 处"
    unit = "格" if saved.verb else "处"
    parts = [
        done if saved.written else "",
        _some(saved.refused, words=f"{unit}没有保存"),
        _some(saved.skipped, words=f"{unit}只读，没有改动"),
    ]
    return "；".join(filter(None, parts))


def _some(reasons: Mapping[int, str], *, words: str) -> str:
    return f"{len(reasons):,} {words}：{next(iter(reasons.values()))}" if reasons else ""
