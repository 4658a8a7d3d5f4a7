"""Histories of three desks and the real central under every fault of SYNC point 13, drawn and shrunk by hypothesis."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from hypothesis import strategies as st
from hypothesis.stateful import Bundle, MultipleResults, RuleBasedStateMachine, initialize, invariant, multiple, rule

from app.ids import new_id
from app.row_state import LineState
from app.unit_of_work import Edit
from sync.settle import keep_mine, take_back, take_theirs
from tests.sync.stateful_checks import all_is_well_when_quiet, pending_edits_are_on_screen, rows_never_go_back
from tests.sync.stateful_commits import AFTER, BEFORE, BESIDE, COMMIT_FATES, PASSES
from tests.sync.stateful_people import HAISHU, HANGZHOU, NINGBO, YEAR, YINZHOU, YUHANG
from tests.sync.stateful_wire import UNANSWERED, WIRE_FATES
from tests.sync.stateful_world import World

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.fields import Value
    from sync.lines import Line

HELD = (LineState.CONFLICT, LineState.REFUSED)
TEXTS = ("", "甲", "乙\n二", "𠮷野家，“引号”", "%_'\";--")
MONEY = (0, 1, -1, 99_999_999_999_99)
ENDS = (BEFORE, AFTER)
ACCOUNTS, SUBJECTS = ("10001", "10002", "99001"), ("100103", "10010301", "10010101", "100101")
REGIONS = (YINZHOU, HAISHU, YUHANG)
desks = st.integers(0, 2)
new_values = (
    st.tuples(st.just("remark"), st.none() | st.sampled_from(TEXTS))
    | st.tuples(st.just("balance"), st.none() | st.sampled_from(MONEY))
    | st.tuples(st.just("is_enabled"), st.booleans())
)
wire_faults = st.lists(st.sampled_from(WIRE_FATES), max_size=6)
commit_faults = st.lists(st.sampled_from(COMMIT_FATES), max_size=6)


class Histories(RuleBasedStateMachine):
    """Rows are (catalog, id). Every value set by `change` is either one that many want, or one of its own."""

    rows = Bundle("rows")
    seats: tuple[tuple[str, ...], ...] = (("jia", "yi", "sheng"), ("jia", "yi", "shi"))
    regions_move = officers_move = True
    world: World

    @initialize(target=rows, seats=st.integers(0, 1))
    def start(self, seats: int) -> MultipleResults[tuple[str, str]]:
        self.world = World(self.seats[seats % len(self.seats)])
        self.fresh = itertools.count(7)
        accounts = [("fund_account", row["id"]) for row in self.world.rows("jia", catalog="fund_account")]
        return multiple(*accounts)

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        try:
            self.world.quieten()
            pending_edits_are_on_screen(self.world)
            all_is_well_when_quiet(self.world)
            self.check_more()
        finally:
            self.world.close()

    def check_more(self) -> None:
        """What a special kind of history proves beside the rest."""

    def user(self, who: int) -> str:
        return self.world.users[who % len(self.world.users)]

    def act(self, user: str, *edits: Edit, source: str = "hand") -> bool:
        done = self.world.edit(user, edits, source=source)
        for edit in edits if done else ():
            self.world.wish(user, edit)
        return done

    def own(self, user: str) -> dict[str, Value]:
        return {"fiscal_year": YEAR, "mof_div_code": self.region(user)}

    def region(self, user: str) -> str:
        """Return the region that the person's desk takes for theirs."""
        return self.world.desks[user].session.user.mof_div_code

    @rule(target=rows, who=desks, number=st.sampled_from(ACCOUNTS), money=st.none() | st.sampled_from(MONEY))
    def add_an_account(self, who: int, number: str, money: int | None) -> MultipleResults[tuple[str, str]]:
        user, row_id = self.user(who), new_id()
        values: dict[str, Value] = {**self.own(user), "account_no": number, "account_name": user, "bank_name": "农行"}
        edit = _edit("fund_account", "insert", row_id, {**values, "account_type": "31", "balance": money})
        return multiple(("fund_account", row_id)) if self.act(user, edit) else multiple()

    @rule(target=rows, who=desks, code=st.sampled_from(SUBJECTS))
    def add_a_subject(self, who: int, code: str) -> MultipleResults[tuple[str, str]]:
        user, row_id = self.user(who), new_id()
        values: dict[str, Value] = {**self.own(user), "code": code, "name": f"{user}明细", "parent_code": code[:-2]}
        edit = _edit("accounting_subject", "insert", row_id, {**values, "category": "1", "balance_side": "1"})
        return multiple(("accounting_subject", row_id)) if self.act(user, edit) else multiple()

    @rule(who=desks, row=rows, new=new_values)
    def change_a_row(self, who: int, row: tuple[str, str], new: tuple[str, Value]) -> None:
        self.change(self.user(who), row, **self.values(row, *new))

    @rule(row=rows, pair=st.permutations((0, 1)), new=new_values, wire=wire_faults)
    def two_change_one_row(
        self, row: tuple[str, str], pair: list[int], new: tuple[str, Value], wire: list[str]
    ) -> None:
        """The everyday race: both change the same field, then both send it."""
        users = [self.user(who) for who in pair]
        for user in users:
            self.change(user, row, **self.values(row, *new))
        self.world.wires[users[0]].plan[:] = wire
        for user in users:
            self.world.sync(user)

    @rule(row=rows, pair=st.permutations((0, 1)), new=new_values, at=st.integers(0, 3), fate=st.sampled_from(ENDS))
    def a_change_arrives_and_the_desk_ends(
        self, row: tuple[str, str], pair: list[int], new: tuple[str, Value], at: int, fate: str
    ) -> None:
        users = [self.user(who) for who in pair]
        self.change(users[0], row, **self.values(row, *new))
        for user in users:
            self.world.sync(user)
            self.world.desks[users[1]].commits.plan[:] = [*[PASSES] * at, fate]
        self.world.desks[users[1]].commits.plan.clear()

    @rule(
        who=desks,
        row=rows,
        new=new_values,
        wire=st.sampled_from(WIRE_FATES),
        fate=st.sampled_from(COMMIT_FATES),
        gone=st.booleans(),
    )
    def change_send_and_change_again(
        self,
        who: int,
        row: tuple[str, str],
        new: tuple[str, Value],
        wire: str,
        fate: str,
        gone: bool,  # noqa: FBT001
    ) -> None:
        """The cut comes while the change is on its way; the person goes on with the same row, or deletes it."""
        user = self.user(who)
        self.change(user, row, **self.values(row, *new))
        self.world.wires[user].batch_plan[:] = [wire]
        self.world.central.commits.plan[:] = [fate]
        self.world.sync(user)
        self.world.wires[user].batch_plan.clear()
        if gone:
            self.delete_a_row(user, row)
        else:
            self.change(user, row, **self.values(row, new[0], None))
        self.world.sync(user)

    @rule(row=rows, pair=st.permutations((0, 1)), new=new_values, first=st.sampled_from(("change", "delete", "send")))
    def others_are_heard_while_the_queue_is_paused(
        self, row: tuple[str, str], pair: list[int], new: tuple[str, Value], first: str
    ) -> None:
        """Something of one's own waits, or is on its way without an answer, while others' changes arrive."""
        users = [self.user(who) for who in pair]
        if first == "delete":
            self.delete_a_row(users[0], row)
        else:
            self.change(users[0], row, **self.values(row, *new))
        if first == "send":
            self.world.wires[users[0]].batch_plan[:] = [UNANSWERED]
            self.world.sync(users[0])
            self.world.wires[users[0]].batch_plan.clear()
            self.world.sync(users[1])
        self.change(users[1], row, **self.values(row, new[0], None))
        self.world.sync(users[1])
        self.world.sync_while_paused(users[0])

    @rule(who=desks, row=rows, new=new_values, at=st.integers(0, 5), other=rows)
    def another_process_writes_while_this_one_syncs(
        self, who: int, row: tuple[str, str], new: tuple[str, Value], at: int, other: tuple[str, str]
    ) -> None:
        """A command beside the window, on the same store: a change comes between two steps of the round."""
        user = self.user(who)
        desk = self.world.desks[user]
        self.change(user, row, **self.values(row, new[0], None))

        def beside() -> None:
            with desk.beside():
                self.change(user, row, **self.values(row, *new))
                self.change(user, other, **self.values(other, new[0], None))

        desk.commits.beside = beside
        desk.commits.plan[:] = [*[PASSES] * at, BESIDE]
        self.world.sync(user)
        desk.commits.plan.clear()

    @rule(who=desks, region=st.sampled_from(REGIONS))
    def an_officer_is_given_another_county(self, who: int, region: str) -> None:
        user = self.user(who)
        if self.officers_move and self.world.places[user] in REGIONS:
            self.world.move(user, region=region)

    def values(self, row: tuple[str, str], name: str, value: Value) -> dict[str, Value]:
        """Return what is to be set: a value that many want, or (None) one that nobody else sets."""
        if name == "balance" and row[0] == "fund_account":
            return {name: next(self.fresh) if value is None else value}
        if name == "is_enabled":
            return {name: bool(value)}
        return {"remark": f"改{next(self.fresh)}" if value is None else str(value)}

    @rule(who=desks, row=rows, code=st.sampled_from(SUBJECTS))
    def move_a_subject(self, who: int, row: tuple[str, str], code: str) -> None:
        if row[0] == "accounting_subject":
            self.change(self.user(who), row, code=code, parent_code=code[:-2])

    def change(self, user: str, row: tuple[str, str], **values: Value) -> None:
        catalog, row_id = row
        before = self.world.row(user, row_id, catalog=catalog)
        new = {name: value for name, value in values.items() if before and before[name] != value}
        if new:
            self.act(user, _edit(catalog, "update", row_id, new))

    @rule(who=desks, row=rows)
    def delete(self, who: int, row: tuple[str, str]) -> None:
        self.delete_a_row(self.user(who), row)

    def delete_a_row(self, user: str, row: tuple[str, str]) -> None:
        if self.world.row(user, row[1], catalog=row[0]):
            self.act(user, _edit(row[0], "delete", row[1]))

    @rule(
        who=desks, cells=st.lists(st.tuples(st.sampled_from(("q1", "q2")), st.integers(0, 3)), min_size=1, max_size=4)
    )
    def import_values(self, who: int, cells: list[tuple[str, int]]) -> None:
        """One action of many cells, as an import applies them: all or none."""
        user, edits = self.user(who), []
        there = {row["period"]: row for row in self._values(user)}
        for period, units in dict(cells).items():
            values: dict[str, Value] = {"value": units * 100}
            old = there.get(period)
            if old is None:
                key: dict[str, Value] = {"insurance_type": "", "parameter": "0101", "basis": "actual", "period": period}
                edits.append(_edit("management_value", "insert", new_id(), {**self.own(user), **key, **values}))
            elif old["value"] != values["value"]:
                edits.append(_edit("management_value", "update", str(old["id"]), values))
        if edits:
            self.act(user, *edits, source="import")

    def _values(self, user: str) -> list[dict[str, Value]]:
        rows = self.world.rows(user, catalog="management_value")
        return [row for row in rows if row["mof_div_code"] == self.region(user)]

    @rule(region=st.sampled_from(REGIONS), city=st.sampled_from((NINGBO, HANGZHOU)), name=st.booleans())
    def change_a_region(self, region: str, city: str, name: bool) -> None:  # noqa: FBT001
        """The province renames a region, or hangs it under another city: what people see changes."""
        if "sheng" in self.world.users:
            found = [row for row in self.world.rows("sheng", catalog="region") if row["mof_div_code"] == region]
            for row in found:
                new: dict[str, Value] = {"parent_code": city}
                if name or not self.regions_move:
                    new = {"name": f"区{next(self.fresh)}"}
                self.change("sheng", ("region", str(row["id"])), **new)

    @rule(who=desks, wire=wire_faults, desk=commit_faults, central=commit_faults)
    def sync(self, who: int, wire: list[str], desk: list[str], central: list[str]) -> None:
        user = self.user(who)
        self.world.wires[user].plan[:] = wire
        self.world.desks[user].commits.plan[:] = desk
        self.world.central.commits.plan[:] = central
        self.world.sync(user)

    @rule(who=desks)
    def sync_undisturbed(self, who: int) -> None:
        assert not self.world.sync(self.user(who))

    @rule(who=desks, row=rows, text=st.sampled_from(TEXTS), fate=st.sampled_from(COMMIT_FATES))
    def change_with_a_fault(self, who: int, row: tuple[str, str], text: str, fate: str) -> None:
        commits = self.world.desks[self.user(who)].commits
        commits.plan[:] = [fate]
        self.change(self.user(who), row, remark=text)
        commits.plan.clear()

    @rule(who=desks, number=st.integers(0, 9))
    def an_old_batch_comes_late(self, who: int, number: int) -> None:
        self.world.wires[self.user(who)].deliver_late(number)

    @rule(who=desks, carried=st.integers(0, 2), imported=st.integers(0, 3), wire=wire_faults, desk=commit_faults)
    def hand_over(self, who: int, carried: int, imported: int, wire: list[str], desk: list[str]) -> None:
        """Without a line: a file out, a reply back, either of them lost, late or twice."""
        user = self.user(who)
        self.world.wires[user].plan[:] = wire[:1]
        self.world.desks[user].commits.plan[:] = desk
        self.world.hand_over(user, carried=carried, imported=imported)
        self.world.wires[user].plan.clear()
        self.world.desks[user].commits.plan.clear()

    @rule(who=desks, row=rows, act=st.sampled_from((keep_mine, take_theirs, take_back)))
    def settle(self, who: int, row: tuple[str, str], act: Callable[..., object]) -> None:
        user = self.user(who)
        states = HELD if act is not take_back else (LineState.OPEN, LineState.REFUSED)
        lines = self.world.lines(user, row[1], states=states)
        if not self.world.settle(act, user, row[1]):
            return
        if act is not keep_mine:
            self.world.give_up(user, lines)
        elif any(_moves_elsewhere(line) for line in lines):
            self.world.forget(user, row[1])

    @invariant()
    def pending_edits_stay_on_screen(self) -> None:
        if hasattr(self, "world"):
            rows_never_go_back(self.world)
            pending_edits_are_on_screen(self.world)


def _edit(catalog: str, kind: str, row_id: str, values: Mapping[str, Value] | None = None) -> Edit:
    return Edit(catalog=catalog, kind=kind, row_id=row_id, values=values or {})


def _moves_elsewhere(line: Line) -> bool:
    """Say whether keeping this line may give it another row."""
    return line.state == LineState.CONFLICT and (line.kind == "insert" or "is_deleted" in line.theirs)


class OneWriter(Histories):
    """One person alone under every fault: nothing may conflict with itself."""

    seats = (("jia",),)
    officers_move = False

    def check_more(self) -> None:
        assert self.world.book.self_conflicts == [], self.world.book.self_conflicts
        lines = [line for found in self.world.all_lines("jia").values() for line in found]
        clashes = [line for line in lines if line.state == LineState.CONFLICT and line.rule != "key.same"]
        assert clashes == [], clashes
