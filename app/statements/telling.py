"""What the plan of a statement tells beside its lines: account, days, sums, and where the balances do not go on."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

from app.fields.number import show_scaled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.statements.account import Account
    from app.statements.reading import Line

_MOST = 5


def title_of(line: Line) -> str:
    """Return what a line is called: day, counterparty or purpose, amount."""
    who = line.texts.get("counterparty_name") or line.texts.get("purpose") or ""
    day = line.booked_on.isoformat() if line.booked_on else ""
    return " ".join(filter(None, [day, who[:24], yuan(line.net)]))


def yuan(fen: int) -> str:
    """Return an amount as people read it."""
    return show_scaled(fen, scale=2, places=2)


def notes_of(
    *, account: Account, lines: Sequence[Line], passed: Sequence[int], accepted: Sequence[int]
) -> tuple[str, ...]:
    """Return the sentences (without their full stops) about the file as a whole."""
    return tuple(_notes(account, lines=lines, passed=passed, accepted=accepted))


def _notes(account: Account, *, lines: Sequence[Line], passed: Sequence[int], accepted: Sequence[int]) -> Iterator[str]:
    yield f"账户 {account.account_no} {account.account_name}（{account.bank_name}）"
    if lines:
        income, spending = sum(line.income or 0 for line in lines), sum(line.spending or 0 for line in lines)
        first, last = lines[0], lines[-1]
        ends = ""
        if first.balance is not None and last.balance is not None:
            ends = f"，期初 {yuan(first.balance - first.net)}，期末 {yuan(last.balance)}"
        yield f"{first.booked_on} 至 {last.booked_on}{ends}，收入 {yuan(income)}，支出 {yuan(spending)}"
    broken = [
        f"第 {other.number} 行差 {yuan(other.balance - one.balance - other.net)}"
        for one, other in itertools.pairwise(lines)
        if one.balance is not None and other.balance is not None and one.balance + other.net != other.balance
    ]
    if broken:
        more = f"等 {len(broken)} 处" if len(broken) > _MOST else ""
        yield f"余额接不上：{'、'.join(broken[:_MOST])}{more}，可能缺行或顺序有误，导入后请核对余额"
    if passed:
        more = f"等 {len(passed)} 行" if len(passed) > _MOST else "行"
        yield f"第 {'、'.join(map(str, passed[:_MOST]))} {more}是合计、结转或说明，没有导入"
    if accepted:
        yield f"疑似重复的 {len(accepted)} 行按要求一并导入"
