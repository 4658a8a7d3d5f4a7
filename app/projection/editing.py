"""Scenarios made, renamed, changed and removed: each a list in place of the old one, written as a whole (1.8)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.errors import RowsError
from app.projection.scenarios import BASE, Scenario, read_scenarios, with_change, write_scenarios

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.store import Store

    Change = Callable[[Sequence[Scenario]], list[Scenario]]

MOST = 12
"""Scenarios that are told apart side by side."""


def edit_scenarios(store: Store, *, region: str, insurance_type: str, change: Change) -> list[Scenario]:
    """Keep what `change` makes of the scenarios of a region and type, and return them; RowsError keeps the old ones."""
    with store.write() as connection:
        known = read_scenarios(connection, schema=store.schema, region=region, insurance_type=insurance_type)
        made = change(known)
        write_scenarios(connection, schema=store.schema, region=region, insurance_type=insurance_type, scenarios=made)
    return made


def adding(name: str, *, like: str) -> Change:
    """Return the change that puts a new scenario after `like`, with the assumptions of that one."""

    def change(known: Sequence[Scenario]) -> list[Scenario]:
        if len(known) >= MOST:
            raise RowsError(f"一个地区和险种最多保存 {MOST} 个方案，请先删除不用的方案。", code="projection.scenario")
        place = _place(known, like)
        made = Scenario(name=name.strip(), changed=known[place].changed)
        return [*known[: place + 1], made, *known[place + 1 :]]

    return change


def renaming(name: str, *, to: str) -> Change:
    """Return the change that gives a scenario another name."""

    def change(known: Sequence[Scenario]) -> list[Scenario]:
        place = _place(known, name, verb="改名")
        return [*known[:place], Scenario(name=to.strip(), changed=known[place].changed), *known[place + 1 :]]

    return change


def removing(name: str) -> Change:
    """Return the change that takes a scenario away."""

    def change(known: Sequence[Scenario]) -> list[Scenario]:
        place = _place(known, name, verb="删除")
        return [*known[:place], *known[place + 1 :]]

    return change


def setting(name: str, *, insurance_type: str, texts: Sequence[tuple[str, str]]) -> Change:
    """Return the change that sets assumptions of a scenario, (assumption, text) each; '' takes a change back."""

    def change(known: Sequence[Scenario]) -> list[Scenario]:
        place = _place(known, name, verb="修改假设")
        made = known[place]
        for assumption, text in texts:
            made = with_change(made, insurance_type=insurance_type, name=assumption, text=text)
        return [*known[:place], made, *known[place + 1 :]]

    return change


def why_fixed(name: str) -> str:
    """Return why a scenario is neither renamed, removed nor changed; '' when it may be."""
    return f"“{BASE}”用填报的数测算，不能改名、删除或修改假设；请先新建方案" if name == BASE else ""


def _place(known: Sequence[Scenario], name: str, *, verb: str = "") -> int:
    place = next((n for n, one in enumerate(known) if one.name == name), -1)
    if place < 0:
        names = "、".join(one.name for one in known)
        raise RowsError(f"没有名为“{name}”的方案，可用的有：{names}。", code="projection.scenario")
    if verb and (reason := why_fixed(name)):
        raise RowsError(f"不能{verb}：{reason}。", code="projection.scenario")
    return place
