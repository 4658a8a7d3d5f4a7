"""Schemas of other versions: the frozen one of 0.1.0, an older one with less in it, one that is still to come."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from app.catalog import Authority, Catalog, Sees
from app.catalogs import CATALOGS
from app.catalogs.shared_fields import CODE, NAME, REMARK
from app.fields import Text
from app.people import Level
from sync.wire_hello import Hello

if TYPE_CHECKING:
    from collections.abc import Iterable

DATA = Path(__file__).parents[1] / "data"
HELLO = msgspec.json.decode((DATA / "wire-v1" / "hello.json").read_bytes(), type=Hello)
"""What the central of 0.1.0 told of its catalogs."""
CUSTODIAN = Text(name="custodian", label="托管银行", max_length=20, width=12)
SHORT_NAME = 12


def only(catalogs: Iterable[Catalog], *, names: dict[str, set[str]]) -> tuple[Catalog, ...]:
    """Return the named catalogs with the named fields."""
    return tuple(
        replace(one, fields=tuple(field for field in one.fields if field.name in names[one.name]))
        for one in catalogs
        if one.name in names
    )


def _frozen() -> dict[str, set[str]]:
    return {one.name: {field.name for field in one.fields} for one in HELLO.catalogs}


def _older() -> dict[str, set[str]]:
    """Leave out of 0.1.0 a catalog, and columns of another: what an even older desk would not know."""
    names = _frozen()
    del names["performance_indicator"]
    names["fund_account"] -= {"time_deposit", "interest_rate", "approval_type"}
    return names


def _coming() -> tuple[Catalog, ...]:
    """Add to today's a column and a catalog, and make a field stricter."""
    further = Catalog(
        name="further",
        label="后加目录",
        clause="0",
        fields=(CODE, NAME, REMARK),
        key=("fiscal_year", "mof_div_code", "code"),
        sees=Sees.BELOW,
        authority=Authority(fill=(Level.COUNTY,)),
    )
    account = next(one for one in CATALOGS if one.name == "fund_account")
    fields = [
        replace(field, max_length=SHORT_NAME) if field.name == "account_name" and isinstance(field, Text) else field
        for field in account.fields
    ]
    wider = replace(account, fields=(*fields, CUSTODIAN))
    return (*(wider if one.name == "fund_account" else one for one in CATALOGS), further)


FROZEN = only(CATALOGS, names=_frozen())
OLDER = only(CATALOGS, names=_older())
COMING = _coming()


@dataclass(frozen=True, kw_only=True)
class Step:
    """Two neighbouring versions: the newer one has a column more in fund accounts, and a catalog more."""

    old: tuple[Catalog, ...]
    new: tuple[Catalog, ...]
    column: str
    value: int | str
    other: int | str
    catalog: str


STEPS = {
    "0.1.0 and before": Step(
        old=OLDER, new=FROZEN, column="time_deposit", value=500_00, other=700_00, catalog="performance_indicator"
    ),
    "today and to come": Step(
        old=CATALOGS, new=COMING, column="custodian", value="中国银行", other="农业银行", catalog="further"
    ),
}
