"""Excel: 100,000 rows out and in again, beside the library's own bulk writing and the reader's own reading."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile

from tests.bench.excel_desk import ROWS
from tests.bench.records import COLUMNS
from tests.bench.table import Figure

RATIO, MEBIBYTES, START_UP = 1.3, 150.0, 0.6


def figures() -> list[Figure]:
    """Measure in processes of their own, so that the memory of one does not count for another."""
    with tempfile.TemporaryDirectory() as folder:
        _measured("fill", folder=folder)
        raw, ours, came = (_measured(name, folder=folder) for name in ("raw", "export", "import"))
    ratio = ours["seconds"] / raw["seconds"]
    return [
        Figure(
            what=f"Excel: export {ROWS:,} rows x {ours['columns']:.0f} columns from the store",
            value=ours["seconds"],
            unit="s",
            peer=raw["seconds"],
            peer_name=f"XlsxWriter constant_memory, {len(COLUMNS)} columns",
            limit=f"≤ {RATIO} ×",
            ok=ratio <= RATIO,
        ),
        Figure(
            what="Excel: peak memory of that export",
            value=ours["mebibytes"],
            unit="MiB",
            peer=raw["mebibytes"],
            peer_name="XlsxWriter constant_memory",
            limit=f"≤ {MEBIBYTES:.0f} MiB",
            ok=ours["mebibytes"] <= MEBIBYTES,
        ),
        Figure(
            what="Excel: read that file in the bounded process",
            value=came["read"],
            unit="s",
            peer=came["calamine"],
            peer_name="calamine alone",
        ),
        Figure(
            what="Excel: read a small file in the bounded process",
            value=came["small"],
            unit="s",
            limit=f"≤ {START_UP} s",
            ok=came["small"] <= START_UP,
        ),
        Figure(what=f"Excel: plan the import of {ROWS:,} unchanged rows", value=came["plan"], unit="s"),
        Figure(what="Excel: peak memory of reading and planning", value=came["mebibytes"], unit="MiB"),
    ]


def _measured(name: str, *, folder: str) -> dict[str, float]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.excel_desk", name, folder], capture_output=True, check=True, text=True
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found
