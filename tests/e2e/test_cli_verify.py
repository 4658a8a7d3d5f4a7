"""`shebao sync --verify`: a value that was damaged on a desk is found and put right (SYNC point 9)."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from tests.e2e.test_cli_five_steps import central, signed_in

if TYPE_CHECKING:
    from pathlib import Path

    from ui.demo_central import DemoControl

__all__ = ["central"]


def test_a_damaged_value_is_found_named_and_mended(tmp_path: Path, central: DemoControl) -> None:
    desk = signed_in(tmp_path / "county", central=central, user="hs_jb")
    with closing(sqlite3.connect(desk.json("status")["store"])) as raw:
        raw.execute("UPDATE region SET name = '某区' WHERE mof_div_code = '330203000' AND fiscal_year = 2026")
        raw.commit()
    assert desk.json("sync")["repairs"] == []
    report = desk.json("sync", "--verify")
    assert report["repairs"] == [
        {
            "catalog": "region",
            "missing": 0,
            "superfluous": 0,
            "stale": 0,
            "different": 1,
            "codes": ["330203000"],
            "is_done": True,
        }
    ]
    told = ("region", "海曙区", "与中心端的值不同", "财政区划名称 某区 → 海曙区", "已改为中心端的值")
    (repaired,) = report["repaired"]
    assert tuple(repaired[name] for name in ("catalog", "title", "found", "differed", "done")) == told
    assert desk.json("conflicts", "repaired")["repaired"] == [repaired], "it stays on the list"
    assert (desk.json("status")["repaired"], desk.json("status")["last_repair_at"]) == (1, repaired["at"])
    assert "核对修复：1 项" in desk("status")
    assert "某区 → 海曙区" in desk("conflicts", "repaired")
    (row,) = desk.json("query", "region", "--where", "mof_div_code=330203000")["rows"]
    assert row["name"] == "海曙区"
    assert "不一致" not in desk("sync", "--verify")
