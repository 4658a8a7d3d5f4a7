"""The parts of the statement command about reconciliation: marks, open lines, pairs, 余额调节 (clause 1.6)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.cli.answer import DONE, PARTLY, Answer
from ui.cli.outcome import outcome_answer
from ui.cli.parser import UsageError

if TYPE_CHECKING:
    from app.statements.checking import CheckScope
    from app.statements.marks import Adjustment
    from app.statements.pairs import Pair, Side
    from ui.cli.parser import Words
    from ui.cli.seat import Seat, Work


def scope_of(words: Words, *, work: Work) -> CheckScope:
    """Return which lines the options mean."""
    from app.statements.account import find_account
    from app.statements.checking import CheckScope

    account = bank = ""
    if words.account:
        with work.store.read() as connection:
            found = find_account(
                connection, schema=work.store.schema, user=work.user, account=words.account, bank=words.bank
            )
        account, bank = found.account_no, found.bank_name
    return CheckScope(
        fiscal_year=work.year(words.year),
        region=words.region or work.user.mof_div_code,
        account_no=account,
        bank_name=bank,
        insurance_type=words.insurance_type or "",
        first=words.first,
        last=words.last,
    )


def mark(words: Words, seat: Seat) -> Answer:
    """Mark lines as reconciled: those named, or all open ones of an account up to a day."""
    return _mark(words, seat, reconciled=True)


def unmark(words: Words, seat: Seat) -> Answer:
    """Take marks off."""
    return _mark(words, seat, reconciled=False)


def _mark(words: Words, seat: Seat, *, reconciled: bool) -> Answer:
    from datetime import UTC, datetime

    from app.statements.marks import lines_marked, mark_lines

    if not words.things and not words.account:
        raise UsageError("请写要标记的行标识（statement open 的 id 列），或用 --account、--from、--to 写明哪些流水。")
    with seat.work() as work:
        ids = list(words.things)
        if not ids:
            with work.store.read() as connection:
                ids = lines_marked(connection, scope=scope_of(words, work=work), reconciled=not reconciled)
        today = datetime.now(UTC).astimezone().date()
        outcome = mark_lines(work.store, user=work.user, row_ids=ids, on=today, reconciled=reconciled)
        return outcome_answer(outcome, work=work, done="已标记对账" if reconciled else "已取消对账标记", places=ids)


def open_lines(words: Words, seat: Seat) -> Answer:
    """List the lines that are not reconciled."""
    from app.lookup import fetch_rows
    from app.statements.marks import lines_marked
    from app.statements.telling import yuan
    from ui.cli.given import plain_value
    from ui.cli.table import Column, table

    with seat.work() as work:
        catalog = work.store.schema.catalog("statement_line")
        with work.store.read() as connection:
            ids = lines_marked(connection, scope=scope_of(words, work=work), reconciled=False)
            found = fetch_rows(connection, table=work.store.schema.rows[catalog.name], column="id", values=ids)
    rows = [found[row_id] for row_id in ids]
    columns = ("account_no", "booked_on", "serial_no", "income", "spending", "counterparty_name", "purpose")
    heads = (
        *(Column(heading=catalog.by_name[name].label, right=catalog.by_name[name].align_right) for name in columns),
        Column(heading="id"),
    )
    lines = [[*(catalog.by_name[name].show(row[name]) for name in columns), str(row["id"])] for row in rows]
    net = sum(int(str(row["income"] or 0)) - int(str(row["spending"] or 0)) for row in rows)
    end = f"未对账 {len(rows)} 笔，净额 {yuan(net)}。" if rows else "全部流水都已对账。"
    plain = [
        {"id": row["id"], **{name: plain_value(catalog.by_name[name], row[name]) for name in catalog.names}}
        for row in rows
    ]
    return Answer(text="\n".join([table(heads, lines), end] if rows else [end]), data={"rows": plain})


def pairs(words: Words, seat: Seat) -> Answer:
    """List lines that cancel out: transfers between own accounts, entries taken back."""
    from app.statements.pairs import find_pairs
    from app.statements.telling import yuan

    with seat.work() as work, work.store.read() as connection:
        found = find_pairs(connection, scope=scope_of(words, work=work), days=words.days)
    told = [
        f"{one.kind.label} {yuan(abs(one.first.net))}：{_told_side(one.first)} ↔ {_told_side(one.second)}"
        for one in found
    ]
    end = f"共 {len(found)} 对，可用 statement mark 和行标识标记对账。" if found else "没有可以配对的未对账流水。"
    return Answer(text="\n".join([*told, end]), data={"pairs": [_plain_pair(one) for one in found]})


def _told_side(one: Side) -> str:
    return f"{one.account_no} {one.booked_on} {one.serial_no}（{one.row_id}）"


def _plain_pair(one: Pair) -> dict[str, object]:
    from ui.cli.given import scaled

    def side(line: Side) -> dict[str, object]:
        return {
            "id": line.row_id,
            "account_no": line.account_no,
            "booked_on": line.booked_on,
            "serial_no": line.serial_no,
            "net": scaled(line.net, places=2),
        }

    return {"kind": str(one.kind), "first": side(one.first), "second": side(one.second)}


def adjust(words: Words, seat: Seat) -> Answer:
    """Tell the 余额调节 of accounts: bank, what is not reconciled, and what the books say."""
    from app.statements.marks import adjustments
    from app.statements.telling import yuan
    from ui.cli.table import Column, table

    with seat.work() as work, work.store.read() as connection:
        found = adjustments(connection, scope=scope_of(words, work=work))
    heads = ("银行账号", "账户名称", "止", "银行余额", "减:未对收入", "加:未对支出", "调节后余额", "账面余额", "差额")
    columns = tuple(Column(heading=head, right=number > 2) for number, head in enumerate(heads))  # noqa: PLR2004
    lines = [
        [
            one.account_no,
            one.account_name,
            str(one.last_on),
            *(
                "" if value is None else yuan(value)
                for value in (one.bank, one.open_income, one.open_spending, one.adjusted, one.book, one.difference)
            ),
        ]
        for one in found
    ]
    wrong = sum(bool(one.difference) for one in found)
    end = f"{wrong} 个账户调节后仍与账面不符。" if wrong else "调节后余额与账面余额相符。"
    text = "\n".join([table(columns, lines), end]) if found else "没有银行流水可调节。"
    data = {"accounts": [_plain_adjustment(one) for one in found]}
    return Answer(text=text, data=data, status=PARTLY if wrong else DONE)


def _plain_adjustment(one: Adjustment) -> dict[str, object]:
    from ui.cli.given import scaled

    money = {
        "bank": one.bank,
        "open_income": one.open_income,
        "open_spending": one.open_spending,
        "adjusted": one.adjusted,
        "book": one.book,
        "difference": one.difference,
    }
    return {
        "account_no": one.account_no,
        "bank_name": one.bank_name,
        "account_name": one.account_name,
        "last_on": one.last_on,
        "open_lines": one.open_lines,
        **{name: None if value is None else scaled(value, places=2) for name, value in money.items()},
    }
