"""How large each insurance type is in the demo province: people, rates and benefits a head."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """The size of one insurance type: permille of residents, money in fen a head, rates in hundredths of a percent.

    `base` is the monthly contribution base; `dues` and `grant` are what a residents' scheme takes a year from the
    person and from the budget; `benefit` is a claimant's monthly benefit or, where benefits are counted in `visits`,
    the yearly cost of an insured. `stays` are hospital stays per thousand insured, `months` how long the balance
    lasts, `account` the rate that goes to the personal account, `aid` the permille of the grants (or of the spending)
    that centre, province, city and county pay.
    """

    insured: int
    workers: int = 0
    payers: int
    base: int = 0
    employer: int = 0
    personal: int = 0
    dues: int = 0
    grant: int = 0
    claimants: int = 0
    benefit: int
    visits: int = 0
    stays: int = 0
    stay_cost: int = 0
    months: int = 12
    account: int = 0
    aid: tuple[int, int, int, int] = (0, 0, 0, 0)


RECIPES = {
    "1101": Recipe(
        insured=510,
        workers=385,
        payers=340,
        base=5_860_00,
        employer=1600,
        personal=800,
        claimants=125,
        benefit=3_180_00,
        months=16,
        account=800,
        aid=(42, 18, 6, 9),
    ),
    "1102": Recipe(
        insured=172,
        payers=76,
        dues=520_00,
        grant=2_640_00,
        claimants=82,
        benefit=365_00,
        months=19,
        account=10_000,
        aid=(215, 330, 60, 395),
    ),
    "1103": Recipe(
        insured=34,
        workers=23,
        payers=22,
        base=12_900_00,
        employer=1600,
        personal=800,
        claimants=11,
        benefit=7_350_00,
        months=5,
        account=800,
        aid=(0, 20, 35, 120),
    ),
    "1104": Recipe(
        insured=418,
        workers=331,
        payers=318,
        base=5_940_00,
        employer=840,
        personal=200,
        benefit=3_420_00,
        visits=10_800,
        stays=138,
        stay_cost=13_260_00,
        months=22,
        account=200,
        aid=(0, 2, 2, 3),
    ),
    "1105": Recipe(
        insured=437,
        payers=431,
        dues=610_00,
        grant=1_090_00,
        benefit=1_570_00,
        visits=6_300,
        stays=172,
        stay_cost=10_480_00,
        months=7,
        aid=(150, 245, 155, 450),
    ),
    "1106": Recipe(insured=412, payers=396, base=5_720_00, employer=38, benefit=190_00, visits=31, months=13),
    "1107": Recipe(
        insured=284, payers=276, base=5_800_00, employer=50, personal=50, claimants=5, benefit=1_720_00, months=15
    ),
}
"""By insurance type; rates follow published ones, sizes are made up around published totals."""
