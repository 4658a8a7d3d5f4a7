"""Any sequence of platform states and pulls, cut anywhere, ends equal to what the platform has (数据接收)."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any
from unittest.mock import patch

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from app.catalogs import CATALOGS
from sync.central.database import open_database
from sync.central.receiving import receive as receiving
from tests.sync.platform_stand_in import Platform, platform_stand_in, region
from tests.sync.receiving_desk import PROVINCE, REGIONS, planned, receive, rows_of

if TYPE_CHECKING:
    from pathlib import Path

    from sync.central.database import Database

CODES = [f"33029{n}000" for n in range(6)]
KEYS = [f"GUID-{code}" for code in CODES]
STEPS = ("write_rows", "write_entries", "write_known", "write_receipt")


class PowerCutError(Exception):
    """Ends a receiving in the middle."""


class Receiving(RuleBasedStateMachine):
    """A platform that changes, and a central that receives, is cut off, and receives again."""

    folder: Path
    template: Path
    runs = 0

    @initialize()
    def begin(self) -> None:
        self.stack = ExitStack()
        Receiving.runs += 1
        data = self.folder / str(Receiving.runs)
        shutil.copytree(self.template, data)
        self.database: Database = open_database(data=data, catalogs=CATALOGS)
        self.stack.callback(self.database.close)
        self.platform: Platform = self.stack.enter_context(platform_stand_in())
        self.platform.put(REGIONS, **region(PROVINCE, "浙江省", level=2))
        self.versions: dict[str, int] = {}

    @rule(
        key=st.sampled_from(KEYS),
        code=st.sampled_from(CODES),
        parent=st.sampled_from([f"GUID-{PROVINCE}", "0", "GUID-missing", *KEYS]),
        name=st.sampled_from(["甲", "乙", "丙"]),
        enabled=st.sampled_from([1, 2, "1"]),
        deleted=st.sampled_from([2, 2, 2, 1]),
    )
    def put(self, key: str, **cells: Any) -> None:  # noqa: ANN401 - JSON cells
        code, name, enabled, deleted = cells["code"], cells["name"], cells["enabled"], cells["deleted"]
        row = {**region(code, name), "ele_id": key, "is_enabled": enabled, "is_deleted": deleted}
        self.platform.put(REGIONS, **{**row, "parent_id": cells["parent"]})

    @rule(key=st.sampled_from(KEYS))
    def drop(self, key: str) -> None:
        self.platform.tables[REGIONS].pop(key, None)

    @rule(full=st.booleans())
    def pull(self, full: bool) -> None:  # noqa: FBT001 - drawn
        plan = planned(self.database, self.platform, full=full)
        done = receive(self.database, self.platform, full=full)
        assert done.sentence == plan.sentence or not plan.changes_rows
        with patch.object(receiving, "is_enough", return_value=False):
            assert not planned(self.database, self.platform).changes_rows, "a look at everything finds nothing more"

    @rule(full=st.booleans(), step=st.sampled_from(STEPS))
    def pull_and_be_cut(self, full: bool, step: str) -> None:  # noqa: FBT001 - drawn
        before = rows_of(self.database)
        with patch.object(receiving, step, side_effect=PowerCutError):
            try:
                receive(self.database, self.platform, full=full)
            except PowerCutError:
                assert rows_of(self.database) == before

    @invariant()
    def versions_only_grow(self) -> None:
        if hasattr(self, "database"):
            now = {row["id"]: row["version"] for row in rows_of(self.database).values()}
            assert all(now.get(row_id, version) >= version for row_id, version in self.versions.items())
            self.versions = now

    def teardown(self) -> None:
        if not hasattr(self, "stack"):
            return
        with self.stack:
            last = receive(self.database, self.platform, full=True)
            invalid = {one.ele_id for one in last.invalid}
            again = receive(self.database, self.platform, full=True)
            assert not again.changes_rows
            assert {one.ele_id for one in again.invalid} == invalid
            self.compare(invalid)

    def compare(self, invalid: set[str]) -> None:
        rows = rows_of(self.database)
        sent = self.platform.tables[REGIONS]
        live = {key: row for key, row in sent.items() if row["is_deleted"] == 2 and key not in invalid}
        for row in live.values():
            stored = rows[row["ele_code"]]
            assert (stored["name"], stored["is_enabled"]) == (row["ele_name"], int(row["is_enabled"]) == 1)
            above = sent.get(row["parent_id"])
            root = "109900000"
            assert stored["parent_code"] == (above["ele_code"] if above else root)
        codes = {row["ele_code"] for row in live.values()}
        held = {row["id"] for row in rows.values() if row["mof_div_code"] in codes}
        for row in rows.values():
            if row["is_received"] and row["is_enabled"] and row["id"] not in held:
                assert invalid, "what the platform has no more is disabled"


@pytest.mark.parametrize("examples", [25])
def test_any_history_ends_equal_to_the_platform(examples: int, small_data: Path, tmp_path: Path) -> None:
    Receiving.folder, Receiving.template = tmp_path, small_data
    wanted = settings(max_examples=examples, stateful_step_count=12, deadline=None, derandomize=True, database=None)
    run_state_machine_as_test(Receiving, settings=wanted)
