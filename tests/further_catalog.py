"""A further catalog, declared as any other; run as a program, a central that knows it beside the nine of clause 2."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from app.catalog import Authority, Catalog, Tree
from app.catalogs import CATALOGS
from app.catalogs.shared_fields import CODE, NAME
from app.fields import Money, Reference
from app.people import Level
from sync.central.serve import run

RESERVE = Catalog(
    name="risk_reserve",
    label="社保风险准备金",
    clause="2.14",
    fields=(
        CODE,
        NAME,
        Reference(name="parent_code", label="上级", to="risk_reserve"),
        Money(name="amount", label="金额(元)", minimum=0),
    ),
    key=("fiscal_year", "mof_div_code", "code"),
    tree=Tree(parent="parent_code"),
    authority=Authority(fill=(Level.COUNTY,)),
)
WITH_RESERVE = (*CATALOGS, RESERVE)


def main() -> int:
    """Serve with the further catalog."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--data", type=Path)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--stop-with-input", action="store_true")
    given = parser.parse_args()
    return run(**vars(given), fiscal_year=2026, catalogs=WITH_RESERVE)


if __name__ == "__main__":
    sys.exit(main())
