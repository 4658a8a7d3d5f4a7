"""The demo province: standard data and made-up figures of one fiscal year, and the users who sign in to it.

All values are generated and say nothing about real places; the same year gives the same rows on every machine.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.catalogs.accounting_subject import ACCOUNTING_SUBJECT
from app.catalogs.actuarial_parameter import ACTUARIAL_PARAMETER
from app.catalogs.budget_subject import BUDGET_SUBJECT
from app.catalogs.insurance_crosswalk import INSURANCE_CROSSWALK
from app.catalogs.insurance_type import INSURANCE_TYPE
from app.catalogs.management_parameter import MANAGEMENT_PARAMETER
from app.catalogs.performance_indicator import PERFORMANCE_INDICATOR
from app.catalogs.region import REGION
from app.people import MINISTRY_DIV, Level, Role, User
from resources.standard_data import read_standard
from sync.central.demo.accounts import fund_accounts
from sync.central.demo.actuarial import actuarial_values
from sync.central.demo.explanations import explanations, with_odd_ones
from sync.central.demo.fillings import fillings
from sync.central.demo.indicators import indicator_targets
from sync.central.demo.management import management_values
from sync.central.demo.places import PROVINCE, places_of
from sync.central.demo.pooling import pooling_areas, pooling_levels
from sync.central.demo.receipts import papers, receipts, with_receipts
from sync.central.demo.refined import refined_rows
from sync.central.demo.statements import statement_lines
from sync.central.demo.tasks import messages, tasks
from sync.central.demo.year_before import rows_before

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from app.catalog import Catalog
    from app.fields import Value
    from sync.central.demo.places import Place

DEMO_PASSWORD = "shebao-demo"  # noqa: S105 - the one password of all made-up users, printed for whoever tries the demo

STANDARD = (
    *(REGION, INSURANCE_TYPE, INSURANCE_CROSSWALK, BUDGET_SUBJECT, ACCOUNTING_SUBJECT, PERFORMANCE_INDICATOR),
    *(ACTUARIAL_PARAMETER, MANAGEMENT_PARAMETER),
)

OFFICES = (
    ("bu", MINISTRY_DIV, "财政部", Level.MINISTRY, "财政部社保司"),
    ("zj", PROVINCE, "浙江省", Level.PROVINCE, "浙江省社保处"),
    ("nb", "330200000", "宁波市", Level.CITY, "宁波市社保处"),
    ("hs", "330203000", "海曙区", Level.COUNTY, "海曙区社保科"),
    ("yz", "330212000", "鄞州区", Level.COUNTY, "鄞州区社保科"),
)


def _user(office: tuple[str, str, str, Level, str], *, suffix: str, role: Role) -> User:
    short, code, place, level, title = office
    return User(
        code=f"{short}_{suffix}",
        name=f"{title}{role.label}",
        mof_div_code=code,
        mof_div_name=place,
        level=level,
        role=role,
    )


DEMO_USERS: tuple[User, ...] = (
    *(_user(office, suffix="jb", role=Role.OPERATOR) for office in OFFICES),
    *(_user(office, suffix="sh", role=Role.REVIEWER) for office in OFFICES),
    _user(OFFICES[1], suffix="gl", role=Role.ADMINISTRATOR),
    replace(_user(OFFICES[3], suffix="jb2", role=Role.OPERATOR), name="海曙区社保科经办二"),
    replace(_user(OFFICES[3], suffix="jg", role=Role.AGENCY), name="海曙区社会保险经办机构"),
    replace(_user(OFFICES[3], suffix="sw", role=Role.TAX), name="海曙区税务部门"),
)
"""An operator (jb 经办) and a reviewer (sh 审核) per office, and one administrator (gl 管理) of the province.

One county has a second operator: two people who fill in the same sheet are what conflicts come from. Its insurance
agency (jg 机构) and its tax office (sw 税务) fill in and read beside the finance office.
"""


def demo_rows(*, catalogs: Sequence[Catalog], fiscal_year: int) -> Iterator[tuple[Catalog, list[dict[str, Value]]]]:
    """Yield, in the order of `catalogs`, each catalog with its rows for `fiscal_year`; every row has every column.

    A catalog for which the demo has nothing comes with no rows. Raises StandardDataError when a data file is bad.
    """
    standard = {catalog.name: read_standard(catalog) for catalog in STANDARD}
    places = places_of(standard["region"])
    types = standard["insurance_type"]
    values = {
        "actuarial_value": list(
            actuarial_values(parameters=standard["actuarial_parameter"], places=places, fiscal_year=fiscal_year)
        ),
        "management_value": list(
            with_odd_ones(
                management_values(parameters=standard["management_parameter"], places=places, fiscal_year=fiscal_year)
            )
        ),
    }
    lines = demo_lines(places=places, fiscal_year=fiscal_year)
    values["indicator_target"] = list(indicator_targets(indicators=standard["performance_indicator"], places=places))
    made: dict[str, Iterable[dict[str, Value]]] = {
        **standard,
        "pooling_level": pooling_levels(types=types),
        "pooling_area": pooling_areas(types=types, places=places),
        "fund_account": fund_accounts(places=places),
        "statement_line": with_receipts(lines),
        "receipt": receipts(lines),
        **values,
        "explanation": explanations(rows=values["management_value"], parameters=standard["management_parameter"]),
        "filling": fillings(rows=values, fiscal_year=fiscal_year),
        "task": tasks(fiscal_year=fiscal_year),
        "message": messages(fiscal_year=fiscal_year),
    }
    for catalog in catalogs:
        blank = catalog.blank()
        rows = [{**blank, **row, "fiscal_year": fiscal_year} for row in made.get(catalog.name, ())]
        yield catalog, rows


def demo_history(*, catalogs: Sequence[Catalog], fiscal_year: int) -> Iterator[tuple[Catalog, list[dict[str, Value]]]]:
    """Yield what goes beside `demo_rows` on a whole demo central: the province's refinements and the year before."""
    standard = {catalog.name: read_standard(catalog) for catalog in STANDARD}
    yield from refined_rows(fiscal_year=fiscal_year)
    yield from rows_before(catalogs=catalogs, standard=standard, fiscal_year=fiscal_year)


def demo_lines(*, places: tuple[Place, ...], fiscal_year: int) -> list[dict[str, Value]]:
    """Return the statement lines of the demo, without the common columns."""
    return list(statement_lines(accounts=fund_accounts(places=places), fiscal_year=fiscal_year))


def demo_papers(*, fiscal_year: int) -> Iterator[bytes]:
    """Yield the files of the demo's receipts."""
    return papers(demo_lines(places=places_of(read_standard(REGION)), fiscal_year=fiscal_year))
