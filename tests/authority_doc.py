"""The page docs/authority.md from data/authority.txt; `python -m tests.authority_doc` writes it."""

from __future__ import annotations

from pathlib import Path

from app.catalogs import CATALOGS

TABLE = Path(__file__).parent / "data" / "authority.txt"
PAGE = Path(__file__).parent.parent / "docs" / "authority.md"
HEAD = """# Who may do what

Own region and below, by declaration, level and role (SPEC section 1). The desk asks these rules before it enables a
button, and says the reason; the central judges the same change again. The tables are those of tests/data/authority.txt,
written by hand; tests/integration/test_authority.py compares both sides with it and this page too
(`python -m tests.authority_doc` writes it anew). What is not named here is refused, with a sentence.

- Whose row: `own`, `below`, `above` (the level next above), `standard` (the ministry's, for those below it), `other`.
- `add`: a row of one's own region. `change-received`: a column that the integrated platform fills in (nobody);
  `supplement-received`: another column of such a row. `delete-received`: nobody.
- `issue`, `receive-`, `report-up`: packs. The moves of a 填报单 stand with the catalog whose figures it is about.
- `desk` is operator and administrator, `finance` these and the reviewer; the others sit outside the finance offices.
- Who submitted, approved or filed a record takes none of the other two moves.
- A record that has left 填报中 keeps its figures closed for everybody, whatever stands here.
"""


def page() -> str:
    """Return the page."""
    labels = {catalog.name: f"{catalog.name} {catalog.label} ({catalog.clause})" for catalog in CATALOGS}
    lines = [HEAD.rstrip()]
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            lines += ["", f"## {labels[line.strip('[]')]}", "", "| level | role | may |", "| --- | --- | --- |"]
        elif line and not line.startswith("#"):
            lines.append(f"| {line} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
