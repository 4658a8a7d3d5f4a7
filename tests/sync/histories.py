"""A machine that drives desks, a central and a bad wire through random histories (SYNC point 13)."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, MultipleResults, RuleBasedStateMachine, initialize, invariant, multiple, rule
from sqlalchemy import event

from app.catalogs.fund_account import FUND_ACCOUNT
from app.catalogs.insurance_type import INSURANCE_TYPE
from app.catalogs.region import REGION
from app.ids import new_id
from app.row_state import LineState, RowState
from app.store import Store, write_meta
from app.unit_of_work import Edit, apply_edits
from sync.errors import RoundStoppedError, SettleError
from sync.lines import state_of
from sync.pace import META_SIZE
from sync.settle import keep_mine, take_back, take_theirs
from tests.sync.desks import COUNTY, YEAR, Desk, lost_answer, lost_request, open_desk, passes, seeded_central

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy import Connection

    from app.catalog import Catalog
    from app.fields import Value
    from sync.lines import Line
    from sync.transport import Reply
    from tests.sync.model_central import ModelCentral
    from tests.sync.real_central import RealCentral

UNLUCKY = 13
"""A balance that the central refuses."""
FIELDS: dict[str, tuple[Value, ...]] = {
    "balance": (0, 1, UNLUCKY, 99_999_999_999_99, None),
    "remark": ("", "甲", "乙\n二", "𠮷"),
}
FEW = (REGION, INSURANCE_TYPE, FUND_ACCOUNT)
DESKS = ("jia", "yi")
people = st.integers(0, len(DESKS) - 1)


class CutError(Exception):
    """The program ended at this moment."""


class CutStore(Store):
    """A store whose program may end just before or just after a commit."""

    cuts: list[str]

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """Write, and end where the next cut says."""
        cut = self.cuts.pop(0) if self.cuts else ""
        with super().write() as connection:
            yield connection
            if cut == "before":
                raise CutError
        if cut == "after":
            raise CutError


def cut_store(store: Store) -> CutStore:
    """Return the same store with cuts; it does not wait for the disk, whose cuts are not those meant here."""
    store.close()
    event.listen(store._engine, "connect", lambda raw, _: raw.execute("PRAGMA synchronous=OFF"))
    made = CutStore(path=store.path, schema=store.schema, engine=store._engine)
    made.cuts = []
    return made


def twice(through: Callable[[], Reply]) -> Reply:
    """Deliver a request twice."""
    through()
    return through()


FAULTS = {"passes": passes, "lost request": lost_request, "lost answer": lost_answer, "twice": twice}


def refuse_unlucky(catalog: Catalog, values: dict[str, Any]) -> tuple[str, str, str] | None:
    """Refuse one balance."""
    unlucky = catalog.name == "fund_account" and values.get("balance") == UNLUCKY
    return ("field.range", "balance", "余额不合规定") if unlucky else None


class Histories(RuleBasedStateMachine):
    """Two desks of one county; `wishes` is what each desk last wanted and has not given up: {(row, field): value}."""

    rows = Bundle("rows")
    users: tuple[str, ...] = DESKS

    @initialize()
    def start(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.central = self.make_central()
        self.desks: dict[str, Desk] = {}
        self.wishes: dict[str, dict[tuple[str, str], Any]] = {user: {} for user in self.users}
        for user in self.users:
            desk = open_desk(self.central, folder=self.folder, user=user)
            desk.store = cut_store(desk.store)
            desk.sync()
            self.desks[user] = desk

    def make_central(self) -> ModelCentral | RealCentral:
        """Return the central that this history is about."""
        central = seeded_central(people=self.users, catalogs=FEW)
        central.rule = refuse_unlucky
        return central

    def teardown(self) -> None:
        if not hasattr(self, "desks"):
            return
        try:
            self.quieten()
            self.check_quiet()
        finally:
            for desk in self.desks.values():
                desk.store.close()
            shutil.rmtree(self.folder)

    @rule(target=rows, who=people, number=st.sampled_from(("10001", "10002")))
    def add(self, who: int, number: str) -> str | MultipleResults[str]:
        user = self.users[who % len(self.users)]
        row_id = new_id()
        values: dict[str, Value] = {
            "fiscal_year": YEAR,
            "mof_div_code": COUNTY,
            "account_no": number,
            "account_name": user,
            "bank_name": "农行",
            "account_type": "31",
        }
        if not self.try_edit(user, "insert", row_id, values):
            return multiple()
        self.wishes[user][row_id, "account_name"] = user
        return row_id

    @rule(who=people, row_id=rows, name=st.sampled_from(sorted(FIELDS)), data=st.data())
    def change(self, who: int, row_id: str, name: str, data: st.DataObject) -> None:
        user = self.users[who % len(self.users)]
        value = data.draw(st.sampled_from(FIELDS[name]))
        before = self.desk(user).row(row_id)
        if before and before[name] != value and self.try_edit(user, "update", row_id, {name: value}):
            self.wishes[user][row_id, name] = value
            if (row_id, "deleted") in self.wishes[user]:
                del self.wishes[user][row_id, "deleted"]

    @rule(who=people, row_id=rows)
    def delete(self, who: int, row_id: str) -> None:
        user = self.users[who % len(self.users)]
        if self.desk(user).row(row_id) and self.try_edit(user, "delete", row_id, {}):
            self.forget(user, row_id)
            if self.desk(user).row(row_id):
                self.wishes[user][row_id, "deleted"] = True

    @rule(row_id=rows, name=st.sampled_from(sorted(FIELDS)), data=st.data())
    def change_elsewhere(self, row_id: str, name: str, data: st.DataObject) -> None:
        value = data.draw(st.sampled_from([value for value in FIELDS[name] if value != UNLUCKY]))
        if len(self.users) > 1 and row_id in self.central.rows:
            self.central.set_values(row_id, by="shi", values={name: value})

    @rule(
        who=people,
        faults=st.lists(st.sampled_from(sorted(FAULTS)), max_size=6),
        cuts=st.lists(st.sampled_from(("", "before", "after")), max_size=8),
        size=st.sampled_from((1, 2, 2_000)),
    )
    def sync(self, who: int, faults: list[str], cuts: list[str], size: int) -> None:
        user = self.users[who % len(self.users)]
        desk = self.desk(user)
        with desk.store.write() as connection:
            write_meta(connection, schema=desk.store.schema, name=META_SIZE, value=str(size))
        before = self.batches_sent(desk)
        desk.wire.faults = [FAULTS[name] for name in faults]
        self.store(user).cuts = list(cuts)
        stopped = ""
        try:
            desk.sync()
        except RoundStoppedError as error:
            stopped = error.sentence
        except CutError:
            desk.reopen()
            desk.store = cut_store(desk.store)
        assert not stopped or any(name.startswith("lost") for name in faults), stopped
        again = [path for path in self.batches_sent(desk)[len(before) :] if path in before]
        assert len(again) <= 1, "at most one batch is sent again after a cut"
        desk.wire.faults = []
        self.store(user).cuts = []

    @rule(who=people, data=st.data())
    def repeat_an_old_batch(self, who: int, data: st.DataObject) -> None:
        user = self.users[who % len(self.users)]
        sent = [one for one in self.desk(user).wire.requests if "/batches/" in one.path]
        if not sent:
            return
        request = data.draw(st.sampled_from(sent))
        known, before = request.path.rsplit("/", 1)[1] in self.central.ledger, self.central.sequence
        self.central.answer(request)
        assert not known or self.central.sequence == before

    @rule(who=people, row_id=rows)
    def keep_my_value(self, who: int, row_id: str) -> None:
        user = self.users[who % len(self.users)]
        lines = self.held(user, row_id)
        if self.try_settle(keep_mine, user, row_id) and any(self.moves_elsewhere(line) for line in lines):
            self.forget(user, row_id)

    @rule(who=people, row_id=rows)
    def take_their_value(self, who: int, row_id: str) -> None:
        user = self.users[who % len(self.users)]
        lines = self.held(user, row_id)
        if self.try_settle(take_theirs, user, row_id):
            self.give_up(user, lines)

    @rule(who=people, row_id=rows)
    def take_a_change_back(self, who: int, row_id: str) -> None:
        user = self.users[who % len(self.users)]
        lines = self.held(user, row_id, states=(LineState.OPEN, LineState.REFUSED))
        if self.try_settle(take_back, user, row_id):
            self.give_up(user, lines)

    @invariant()
    def pending_edits_are_on_screen(self) -> None:
        for user in getattr(self, "desks", {}):
            for row_id, lines in self.all_lines(user).items():
                row = self.desk(user).row(row_id)
                shown = {name: pair[1] for line in lines if line.on_screen for name, pair in line.changes.items()}
                catalog = self.desk(user).store.schema.catalog("fund_account")
                for name, value in shown.items():
                    assert catalog.by_name[name].send(row[name]) == value, (user, name)
                assert row["state"] == state_of(line.state for line in lines), (user, lines)
                if lines[-1].kind == "delete" and lines[-1].on_screen:
                    assert row["is_deleted"]

    @staticmethod
    def batches_sent(desk: Desk) -> list[str]:
        """Return the batches that went out, by path."""
        return [one.path for one in desk.wire.requests if "/batches/" in one.path]

    def desk(self, user: str) -> Desk:
        return self.desks[user]

    def store(self, user: str) -> CutStore:
        store = self.desk(user).store
        assert isinstance(store, CutStore)
        return store

    def try_edit(self, user: str, kind: str, row_id: str, values: dict[str, Value]) -> bool:
        desk = self.desk(user)
        edit = Edit(catalog="fund_account", kind=kind, row_id=row_id, values=values)
        with desk.store.write() as connection:
            outcome = apply_edits(connection, schema=desk.store.schema, user=desk.session.user, edits=[edit])
        return not outcome.refusals

    def try_settle(self, act: Callable[..., object], user: str, row_id: str) -> bool:
        desk = self.desk(user)
        try:
            act(desk.store, user=desk.session.user, row_ids=[row_id])
        except SettleError:
            return False
        return True

    def held(
        self, user: str, row_id: str, *, states: tuple[str, ...] = (LineState.CONFLICT, LineState.REFUSED)
    ) -> list[Line]:
        return [line for line in self.desk(user).lines(row_id) if line.state in states]

    @staticmethod
    def moves_elsewhere(line: Line) -> bool:
        """Say whether keeping this line may give it another row."""
        return line.state == LineState.CONFLICT and (line.kind == "insert" or "is_deleted" in line.theirs)

    def forget(self, user: str, row_id: str) -> None:
        self.wishes[user] = {key: value for key, value in self.wishes[user].items() if key[0] != row_id}

    def give_up(self, user: str, lines: list[Line]) -> None:
        for line in lines:
            for name in (*line.changes, "deleted"):
                self.wishes[user].pop((line.row_id, name), None)

    def all_lines(self, user: str) -> dict[str, list[Line]]:
        desk = self.desk(user)
        with desk.store.read() as connection:
            ids = connection.exec_driver_sql("SELECT DISTINCT row_id FROM outbox").scalars().all()
        return {row_id: desk.lines(row_id) for row_id in ids}

    def quieten(self) -> None:
        """Sync until nothing waits."""
        for _ in range(6):
            for desk in self.desks.values():
                desk.sync()
        for desk in self.desks.values():
            assert desk.status().unsent == 0

    def check_quiet(self) -> None:
        """After quiet, desks equal the central, and every wish was fulfilled once or is in a list."""
        for user, desk in self.desks.items():
            lines = self.all_lines(user)
            catalog = desk.store.schema.catalog("fund_account")
            for row_id, there in self.central.rows.items():
                if there.catalog != "fund_account":
                    continue
                row = desk.row(row_id)
                held = {name for line in lines.get(row_id, []) if line.on_screen for name in line.changes}
                here = {name: catalog.by_name[name].send(row[name]) for name in catalog.names if name not in held}
                assert here == {name: there.values[name] for name in here}, (user, row_id)
                assert row["version"] == there.version
                if row_id not in lines:
                    assert row["is_deleted"] == there.is_deleted
                    assert row["state"] in {RowState.SYNCED, RowState.MERGED}
            self.check_wishes(user, lines)

    def check_wishes(self, user: str, lines: dict[str, list[Line]]) -> None:
        for (row_id, name), value in self.wishes[user].items():
            wanted = [
                line.kind == "delete" if name == "deleted" else line.changes.get(name, [None, None])[1] == value
                for line in lines.get(row_id, [])
            ]
            never_there = name == "deleted" and row_id not in self.central.rows
            done = never_there or (row_id, name, value) in self.central.history
            assert any(wanted) or done, (user, row_id, name, value)
