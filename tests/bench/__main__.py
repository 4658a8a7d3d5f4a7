"""Every benchmark in one table, each figure beside its peer in the same run: `python3 dev.py bench [NAME …]`."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tests.bench import (
    bench_central,
    bench_counties,
    bench_excel,
    bench_grid,
    bench_paste,
    bench_receive,
    bench_startup,
    bench_statements,
    bench_sync,
    bench_tree,
    bench_undo,
    bench_workbench,
)
from tests.bench.table import Figure, print_table

if TYPE_CHECKING:
    from collections.abc import Callable

BENCHES: dict[str, Callable[[], list[Figure]]] = {
    "startup": bench_startup.figures,
    "sync": bench_sync.figures,
    "sync-million": bench_sync.million,
    "central": bench_central.figures,
    "counties": bench_counties.figures,
    "counties-workers": bench_counties.workers_figures,
    "excel": bench_excel.figures,
    "grid": bench_grid.figures,
    "grid-million": bench_grid.million,
    "statements": bench_statements.figures,
    "paste": bench_paste.figures,
    "workbench": bench_workbench.figures,
    "tree": bench_tree.figures,
    "undo": bench_undo.figures,
    "receive": bench_receive.figures,
}


def main() -> int:
    """Run the named benches (all without names) and print the table; 1 when a bound was not kept."""
    wanted = sys.argv[1:] or list(BENCHES)
    unknown = [name for name in wanted if name not in BENCHES]
    if unknown:
        sys.stderr.write(f"no such bench: {', '.join(unknown)}; there are {', '.join(BENCHES)}\n")
        return 2
    figures = [figure for name in wanted for figure in BENCHES[name]()]
    print_table(figures)
    return 1 if any(figure.ok is False for figure in figures) else 0


if __name__ == "__main__":
    sys.exit(main())
