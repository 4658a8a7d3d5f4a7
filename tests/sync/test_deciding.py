"""A person settles conflicts field by field: mine, theirs, another value, some now and some later (SYNC point 6)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest
from sqlalchemy import select

from app.clashes import Clash
from app.conflicts import FieldConflict, list_conflicts
from app.ids import new_id
from app.row_state import RowState
from sync.deciding import Choice, Decision, decide
from sync.errors import SettleError

if TYPE_CHECKING:
    from tests.sync.desks import Desk
    from tests.sync.model_central import ModelCentral

MINE, THEIRS, OTHER = Choice.MINE, Choice.THEIRS, Choice.OTHER


@pytest.fixture
def row_id(desk: Desk) -> str:
    made = new_id()
    desk.add_account(made, number="10001", balance=1_00, time_deposit=10, remark="原")
    desk.sync()
    return made


@pytest.fixture
def clash(central: ModelCentral, desk: Desk, row_id: str) -> str:
    """Let balance and remark clash; the interest rate is mine alone, the account name theirs alone."""
    desk.change(row_id, balance=2_00, remark="我", interest_rate=15_000)
    central.put("fund_account", row_id, by="yi", balance=3_00, remark="他", account_name="新户名")
    assert desk.sync().conflicts == 1
    return row_id


def conflicts(desk: Desk) -> list[FieldConflict]:
    with desk.store.read() as connection:
        return list_conflicts(connection, schema=desk.store.schema)


def settle(desk: Desk, **choices: Choice | str) -> None:
    """Decide about fields by name; a text is another value."""
    found = {one.field: one for one in conflicts(desk)}
    decisions = [
        Decision(n=found[name].n, field=name, choice=choice, version=found[name].version)
        if isinstance(choice, Choice)
        else Decision(n=found[name].n, field=name, choice=OTHER, given=choice, version=found[name].version)
        for name, choice in choices.items()
    ]
    decide(desk.store, user=desk.session.user, decisions=decisions)


def audit(desk: Desk) -> list[tuple[str, dict[str, Any]]]:
    table = desk.store.schema.table("audit")
    with desk.store.read() as connection:
        rows = connection.execute(select(table).where(table.c.source == "settle").order_by(table.c.n)).mappings().all()
    return [(row["action"], msgspec.json.decode(row["changes"])) for row in rows]


def test_each_clashing_field_is_listed_with_all_three_values(desk: Desk, clash: str) -> None:
    balance, remark = conflicts(desk)
    assert (balance.field, balance.base, balance.mine, balance.theirs) == ("balance", "1.00", "2.00", "3.00")
    assert (balance.is_money, balance.mine_amount, balance.theirs_amount, balance.scale) == (True, 200, 300, 2)
    assert (remark.base, remark.mine, remark.theirs, remark.is_money) == ("原", "我", "他", False)
    assert (remark.by, remark.clash, remark.place.row_id) == ("yi", Clash.FIELD, clash)
    assert remark.beside == ("协议利率(%)",)
    assert remark.row_label.startswith("10001")


def test_a_row_is_settled_in_parts(central: ModelCentral, desk: Desk, clash: str) -> None:
    settle(desk, remark=MINE)
    (left,) = conflicts(desk)
    assert left.field == "balance"
    row = desk.row(clash)
    assert (row["balance"], row["remark"], row["interest_rate"]) == (3_00, "我", 15_000)
    assert desk.state(clash) is RowState.CONFLICT
    report = desk.sync()
    assert (report.accepted, report.conflicts) == (1, 0)
    assert central.rows[clash].values["remark"] == "我"
    assert central.rows[clash].values["balance"] == 3_00, "nobody decided about the money"
    settle(desk, balance=MINE)
    assert desk.sync().accepted == 1
    assert central.rows[clash].values["balance"] == 2_00
    assert (conflicts(desk), desk.state(clash)) == ([], RowState.SYNCED)


def test_what_does_not_clash_goes_on_when_mine_is_given_up(central: ModelCentral, desk: Desk, clash: str) -> None:
    settle(desk, balance=THEIRS, remark=THEIRS)
    assert conflicts(desk) == []
    assert desk.sync().accepted == 1
    values = central.rows[clash].values
    assert (values["balance"], values["remark"], values["interest_rate"]) == (3_00, "他", 15_000)
    assert ("give-up", {"balance": [2_00, 3_00], "remark": ["我", "他"]}) in audit(desk)


def test_another_value_is_checked_like_any_edit(central: ModelCentral, desk: Desk, clash: str) -> None:
    settle(desk, balance="2,500.50", remark=THEIRS)
    assert desk.row(clash)["balance"] == 2_500_50
    assert desk.sync().accepted == 1
    assert central.rows[clash].values["balance"] == 2_500_50


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [("balance", "多", "应填数字"), ("balance", "1.234", "最多 2 位小数"), ("remark", "长" * 3000, "最多")],
)
def test_a_wrong_value_is_refused_and_nothing_is_half_done(
    desk: Desk, clash: str, name: str, text: str, told: str
) -> None:
    before = (conflicts(desk), desk.lines(clash), desk.row(clash))
    other = "remark" if name == "balance" else "balance"
    with pytest.raises(SettleError, match=told) as caught:
        settle(desk, **{other: MINE, name: text})
    assert "10001" in caught.value.sentence
    assert (conflicts(desk), desk.lines(clash), desk.row(clash)) == before


def test_what_the_central_changed_meanwhile_is_looked_at_first(central: ModelCentral, desk: Desk, clash: str) -> None:
    seen = conflicts(desk)[0]
    central.put("fund_account", clash, balance=4_00)
    desk.sync()
    decision = Decision(n=seen.n, field="balance", choice=MINE, version=seen.version)
    with pytest.raises(SettleError, match="又改了") as caught:
        decide(desk.store, user=desk.session.user, decisions=[decision])
    assert caught.value.code == "settle.overtaken"
    assert conflicts(desk)[0].theirs == "4.00"


def test_a_conflict_is_settled_once(desk: Desk, clash: str) -> None:
    seen = conflicts(desk)
    settle(desk, balance=MINE, remark=MINE)
    with pytest.raises(SettleError, match="已经处理过"):
        decide(desk.store, user=desk.session.user, decisions=[Decision(n=seen[0].n, field="balance", choice=THEIRS)])
    assert desk.row(clash)["balance"] == 2_00


def test_a_decision_is_newer_than_an_edit_made_beside_the_conflict(
    central: ModelCentral, desk: Desk, clash: str
) -> None:
    desk.change(clash, balance=5_00, time_deposit=20)
    settle(desk, balance=THEIRS)
    assert (desk.row(clash)["balance"], desk.row(clash)["time_deposit"]) == (3_00, 20)
    settle(desk, remark=MINE)
    assert desk.sync().conflicts == 0
    values = central.rows[clash].values
    assert (values["balance"], values["time_deposit"], values["remark"]) == (3_00, 20, "我")


def test_a_row_deleted_there_is_made_anew_or_let_go(central: ModelCentral, desk: Desk, row_id: str) -> None:
    second = new_id()
    desk.add_account(second, number="10002", balance=1_00)
    desk.sync()
    for one in (row_id, second):
        desk.change(one, balance=7_00)
        central.put("fund_account", one, by="yi", deleted=True)
    assert desk.sync().conflicts == 2
    first, other = conflicts(desk)
    assert (first.clash, first.field, first.theirs) == (Clash.THEY_DELETED, "", "对方已删除")
    assert "账面余额(元) 7.00" in first.mine
    decide(
        desk.store,
        user=desk.session.user,
        decisions=[Decision(n=first.n, choice=MINE), Decision(n=other.n, choice=THEIRS)],
    )
    assert desk.sync().accepted == 1
    live = {row.values["account_no"]: row.values["balance"] for row in central.rows.values() if _is_account(row)}
    assert live == {"10001": 7_00}


def test_my_deletion_of_a_row_changed_there_is_asked_about(central: ModelCentral, desk: Desk, row_id: str) -> None:
    desk.delete(row_id)
    central.put("fund_account", row_id, by="yi", balance=9_00)
    desk.sync()
    (one,) = conflicts(desk)
    assert (one.clash, one.mine, one.by) == (Clash.I_DELETED, "我删除了", "yi")
    assert (one.base, one.theirs) == ("账面余额(元) 1.00", "对方改过这一行：账面余额(元) 9.00")
    desk.sync()
    assert conflicts(desk) == [one], "another round changes nothing"
    decide(desk.store, user=desk.session.user, decisions=[Decision(n=one.n, choice=THEIRS)])
    assert (desk.row(row_id)["balance"], desk.row(row_id)["is_deleted"]) == (9_00, False)
    assert desk.sync().sent == 0


def _is_account(row: Any) -> bool:  # noqa: ANN401 - a row of the model
    return row.catalog == "fund_account" and not row.is_deleted


@pytest.fixture
def twins(central: ModelCentral, desk: Desk) -> tuple[str, str]:
    """Let both sides make an account of one number; return mine and theirs."""
    theirs, mine = new_id(), new_id()
    desk.add_account(mine, number="20001", balance=1_00, remark="我的")
    first = desk.row(mine)
    wire = {one.name: one.send(first[one.name]) for one in desk.store.schema.catalog("fund_account").columns}
    central.put("fund_account", theirs)
    central.set_values(theirs, by="yi", values={**wire, "balance": 2_00, "remark": "", "time_deposit": 30})
    assert desk.sync().conflicts == 1
    return mine, theirs


def test_two_new_rows_of_one_key_are_listed_as_one_choice(desk: Desk, twins: tuple[str, str]) -> None:
    (one,) = conflicts(desk)
    assert (one.clash, one.place.row_id, one.is_money) == (Clash.SAME_KEY, twins[1], True)
    assert "账面余额(元) 1.00" in one.mine
    assert "账面余额(元) 2.00" in one.theirs


def test_my_values_are_put_into_their_row_and_blanks_take_nothing_away(
    central: ModelCentral, desk: Desk, twins: tuple[str, str]
) -> None:
    (one,) = conflicts(desk)
    decide(desk.store, user=desk.session.user, decisions=[Decision(n=one.n, choice=MINE)])
    assert desk.row(twins[0]) == {}
    assert desk.sync().accepted == 1
    values = central.rows[twins[1]].values
    assert (values["balance"], values["remark"], values["time_deposit"]) == (1_00, "我的", 30)


@pytest.mark.usefixtures("twins")
def test_my_new_row_takes_another_key_and_both_stand(central: ModelCentral, desk: Desk) -> None:
    (one,) = conflicts(desk)
    decision = Decision(n=one.n, choice=OTHER, field="account_no", given="20002")
    decide(desk.store, user=desk.session.user, decisions=[decision])
    assert desk.sync().accepted == 1
    found = {row.values["account_no"]: row.values["balance"] for row in central.rows.values() if _is_account(row)}
    assert found == {"20001": 2_00, "20002": 1_00}


@pytest.mark.parametrize(("given", "told"), [("20001", "不同的"), ("10001", "重复"), ("x", "5 至 30 位")])
def test_a_key_that_is_taken_or_wrong_is_refused(
    desk: Desk, row_id: str, twins: tuple[str, str], given: str, told: str
) -> None:
    (one,) = conflicts(desk)
    decision = Decision(n=one.n, choice=OTHER, field="account_no", given=given)
    with pytest.raises(SettleError, match=told):
        decide(desk.store, user=desk.session.user, decisions=[decision])
    assert desk.row(twins[0])["is_deleted"], "mine still stands aside"
    assert desk.row(row_id)["account_no"] == "10001"


def test_many_are_settled_at_once(central: ModelCentral, desk: Desk) -> None:
    ids = [new_id() for _ in range(40)]
    for place, row_id in enumerate(ids):
        desk.add_account(row_id, number=f"{30000 + place}", balance=1_00)
    desk.sync()
    for row_id in ids:
        desk.change(row_id, balance=2_00)
        central.put("fund_account", row_id, by="yi", balance=3_00)
    assert desk.sync().conflicts == 40
    wanted = [
        Decision(n=one.n, field=one.field, choice=MINE if place % 2 else THEIRS, version=one.version)
        for place, one in enumerate(conflicts(desk))
    ]
    settled = decide(desk.store, user=desk.session.user, decisions=wanted)
    assert (settled.lines, settled.fields) == (40, 40)
    assert desk.sync().accepted == 20
    assert [central.rows[row_id].values["balance"] for row_id in ids] == [3_00, 2_00] * 20
