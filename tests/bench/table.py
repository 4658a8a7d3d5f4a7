"""One row of the benchmark table: what was measured, beside what it is held against in the same run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A measured value, the value of its peer or raw limit, and what the ratio between them should be.

    `ratio` is value / peer. `limit` is the bound in words, e.g. "≤ 1.6 ×"; `ok`: whether it was kept (None: no bound).
    """

    what: str
    value: float
    unit: str
    peer: float | None = None
    peer_name: str = ""
    limit: str = ""
    ok: bool | None = None

    @property
    def ratio(self) -> float | None:
        """Return value / peer."""
        return None if not self.peer else self.value / self.peer


def print_table(figures: list[Figure]) -> None:
    """Print figures as aligned columns."""
    head = ("what", "value", "beside", "ratio", "bound", "met")
    rows = [head, *(_cells(figure) for figure in figures)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    for row in rows:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())  # noqa: T201
    missed = [figure.what.strip() for figure in figures if figure.ok is False]
    bound = sum(figure.ok is not None for figure in figures)
    print(f"{bound - len(missed)} of {bound} bounds met{': missed ' if missed else ''}{'; '.join(missed)}")  # noqa: T201


def _cells(figure: Figure) -> tuple[str, ...]:
    peer = "" if figure.peer is None else f"{figure.peer:,.4g} {figure.unit} ({figure.peer_name})"
    ratio = "" if figure.ratio is None else f"{figure.ratio:.2f}"
    kept = {None: "", True: "met", False: "MISSED"}[figure.ok]
    return figure.what, f"{figure.value:,.4g} {figure.unit}", peer, ratio, figure.limit, kept
