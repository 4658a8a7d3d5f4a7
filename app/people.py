"""Who works here: levels of government, roles, and the signed-in person (SPEC section 1)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

MINISTRY_DIV = "109900000"
"""The region code under which ministry-standard rows are kept (code_sets: VD08001)."""


class Level(IntEnum):
    """Level of a fiscal region; 1 is the top."""

    MINISTRY = 1
    PROVINCE = 2
    CITY = 3
    COUNTY = 4
    TOWNSHIP = 5

    @property
    def label(self) -> str:
        """Return the officers' word for this level."""
        return ("财政部", "省级", "市级", "县级", "乡级")[self - 1]


class Role(StrEnum):
    """What a person does at their desk."""

    OPERATOR = "operator"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"
    BUREAU = "bureau"
    AGENCY = "agency"
    TAX = "tax"

    @property
    def label(self) -> str:
        """Return the officers' word for this role."""
        return {
            "operator": "经办",
            "reviewer": "审核",
            "administrator": "管理员",
            "bureau": "社会保险行政部门",
            "agency": "社会保险经办机构",
            "tax": "税务部门",
        }[self.value]

    @property
    def is_outside(self) -> bool:
        """Say whether such people sit outside the finance offices: they read, and fill in what is declared theirs."""
        return self in OUTSIDE

    @property
    def desk(self) -> str:
        """Return what people of this role are called in a sentence: a post of the finance office, or their office."""
        return self.label if self.is_outside else f"{self.label}岗"


OUTSIDE = (Role.BUREAU, Role.AGENCY, Role.TAX)


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """A signed-in person: region, level and role decide what they see and change.

    `is_revoked`: the central has shut them out; they see and export what they have, and change nothing.
    """

    code: str
    name: str
    mof_div_code: str
    mof_div_name: str
    level: Level
    role: Role
    is_revoked: bool = False
