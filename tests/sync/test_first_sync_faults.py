"""A first sync by the ready-made file under drawn faults: cut, spoilt, killed, full, gone, and the world moves on."""

from __future__ import annotations

import itertools
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from app.ids import new_id
from sync.central import snapshots as making
from sync.errors import RoundStoppedError, UnreachableError
from sync.snapshot_load import Loader
from sync.transport import Reply
from tests.sync.province_desks import Province, is_right, rows_here, sit_down
from tests.sync.small_province import HAISHU, HANGZHOU, NINGBO
from tests.sync.stateful_commits import AFTER, BEFORE, FULL, PASSES, EndedError

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from sync.transport import Request
    from tests.sync.desks import Desk

LOST, UNANSWERED, CUT, SPOILT = "request lost", "answer lost", "part cut short", "part spoilt"
GONE, BUSY, ENDS = "file gone", "central busy", "desk ends"
LINE_FATES = ("", "", LOST, UNANSWERED, CUT, SPOILT, GONE, BUSY, ENDS)
PORTION_FATES = (PASSES, PASSES, BEFORE, AFTER, FULL)
STATUSES = {GONE: (404, "snapshot.unknown"), BUSY: (503, "central.busy")}
ATTEMPTS = 60
lines = st.lists(st.sampled_from(LINE_FATES), max_size=24)
portions = st.lists(st.sampled_from(PORTION_FATES), max_size=8)


@dataclass
class Trouble:
    """What becomes of the next requests and portions; nothing is left to plan when both lists are empty."""

    line: list[str]
    portions: list[str]
    met: list[str] = field(default_factory=list)

    def next(self, plan: list[str]) -> str:
        fate = plan.pop(0) if plan else ""
        if fate:
            self.met.append(fate)
        return fate

    def send(self, request: Request, *, through: Callable[[Request], Reply]) -> Reply:
        """Carry a request as its fate says."""
        fate, is_part = self.next(self.line), request.path.startswith("/v1/snapshots/")
        if fate == LOST:
            raise UnreachableError("线断了。", code="network.closed")
        if fate == ENDS:
            raise EndedError
        if fate == BUSY or (fate == GONE and is_part):
            status, code = STATUSES[fate]
            body = f'{{"type":"about:blank","title":"t","status":{status},"detail":"d","code":"{code}"}}'.encode()
            return Reply(
                status=status, headers={"content-type": "application/problem+json", "retry-after": "60"}, body=body
            )
        reply = through(request)
        if fate == UNANSWERED:
            raise UnreachableError("答复丢了。", code="network.closed")
        if is_part and fate in {CUT, SPOILT} and reply.body:
            half = len(reply.body) // 2
            spoilt = reply.body[:half] + bytes([reply.body[half] ^ 1]) + reply.body[half + 1 :]
            return replace(reply, body=spoilt if fate == SPOILT else reply.body[:half])
        return reply

    def copy(self, loader: Loader, *given: object, through: Callable[..., int], **named: object) -> int:
        """Take a portion as its fate says."""
        fate = self.next(self.portions)
        if fate == BEFORE:
            raise EndedError
        if fate == FULL:
            raise sqlite3.OperationalError("database or disk is full")
        done = through(loader, *given, **named)
        if fate == AFTER:
            raise EndedError
        return done


@pytest.fixture(scope="module")
def shelf(small_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a central's folder in which the file of the city has been made."""
    folder = tmp_path_factory.mktemp("shelf") / "central"
    with pytest.MonkeyPatch.context() as patch, closing(Province.copied(small_data, folder)) as province:
        patch.setattr(making, "FEW", 10)
        sit_down(province, folder=folder.parent, user="nb_jb").sync()
    return folder


def first_sync(desk: Desk, *, meanwhile: list[Callable[[], object]]) -> list[str]:
    """Sync until a round ends well; after each that did not, one thing happens. Return why rounds stopped."""
    stopped: list[str] = []
    for _ in range(ATTEMPTS):
        try:
            report = desk.sync()
        except RoundStoppedError as error:
            stopped.append(error.sentence)
        except EndedError:
            desk.reopen()
            stopped.append(ENDS)
        else:
            assert report.repairs == (), report.repairs
            return stopped
        if meanwhile:
            meanwhile.pop(0)()
    raise AssertionError(f"no first sync after {ATTEMPTS} rounds: {stopped[-3:]}")


def type_an_account(desk: Desk, row_id: str) -> None:
    """Enter an account before everything is here, where the person's own region is."""
    if any(NINGBO in row for row in rows_here(desk, "region").values()):
        desk.add_account(row_id, number="88880001", mof_div_code=NINGBO)


numbers = itertools.count()


@given(line=lines, portions=portions, moves=st.booleans(), types=st.booleans())
@example(line=["", "", SPOILT], portions=[AFTER, BEFORE, FULL], moves=True, types=True)
@example(line=["", "", "", CUT, "", ENDS, UNANSWERED], portions=[AFTER, AFTER], moves=True, types=False)
@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate),
)
def test_a_first_sync_ends_right_whatever_happens_on_the_way(
    shelf: Path,
    tmp_path: Path,
    line: list[str],
    portions: list[str],
    moves: bool,  # noqa: FBT001
    types: bool,  # noqa: FBT001
) -> None:
    folder, trouble = tmp_path / str(next(numbers)), Trouble(list(line), list(portions))
    copy = Loader._copy
    with pytest.MonkeyPatch.context() as patch, closing(Province.copied(shelf, folder / "central")) as province:
        patch.setattr(making, "FEW", 10)
        patch.setattr("sync.first_sync.SMALLEST", 4096)
        patch.setattr("sync.first_sync.LARGEST", 4096)
        patch.setattr("sync.snapshot_load.PORTION", 60)
        patch.setattr(Loader, "_copy", lambda one, *given, **named: trouble.copy(one, *given, through=copy, **named))
        desk = sit_down(province, folder=folder, user="nb_jb")
        through = desk.wire.send
        patch.setattr(desk.wire, "send", lambda request: trouble.send(request, through=through))
        account = new_id()
        meanwhile: list[Callable[[], object]] = []
        if moves:
            meanwhile.append(lambda: province.move(HAISHU, to=HANGZHOU))
        if types:
            meanwhile.append(lambda: type_an_account(desk, account))
        stopped = first_sync(desk, meanwhile=meanwhile)
        assert all(sentence.endswith("。") for sentence in stopped if sentence != ENDS), stopped
        trouble.line.clear()
        desk.sync()
        assert is_right(desk, province)
        assert desk.status().unsent == 0
        assert desk.lines(account) == []
        assert not desk.store.path.with_suffix(".first-sync").exists()
        desk.store.close()
