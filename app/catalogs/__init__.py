"""The catalogs of clauses 1.1-1.9, written out by hand; a new one is one file and one line here.

A catalog stands after those it refers to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.catalog_checks import check_all
from app.catalogs.accounting_subject import ACCOUNTING_SUBJECT
from app.catalogs.actuarial_parameter import ACTUARIAL_PARAMETER
from app.catalogs.actuarial_value import ACTUARIAL_VALUE
from app.catalogs.budget_subject import BUDGET_SUBJECT
from app.catalogs.explanation import EXPLANATION
from app.catalogs.filling import FILLING
from app.catalogs.fund_account import FUND_ACCOUNT
from app.catalogs.indicator_target import INDICATOR_TARGET
from app.catalogs.insurance_crosswalk import INSURANCE_CROSSWALK
from app.catalogs.insurance_type import INSURANCE_TYPE
from app.catalogs.management_parameter import MANAGEMENT_PARAMETER
from app.catalogs.management_value import MANAGEMENT_VALUE
from app.catalogs.message import MESSAGE
from app.catalogs.pack import PACK, PACK_RECEIPT, PACK_ROW
from app.catalogs.performance_indicator import PERFORMANCE_INDICATOR
from app.catalogs.pooling_area import POOLING_AREA
from app.catalogs.pooling_level import POOLING_LEVEL
from app.catalogs.receipt import RECEIPT
from app.catalogs.region import REGION
from app.catalogs.statement_line import STATEMENT_LINE
from app.catalogs.task import TASK

if TYPE_CHECKING:
    from app.catalog import Catalog

CATALOGS: tuple[Catalog, ...] = (
    REGION,
    INSURANCE_TYPE,
    INSURANCE_CROSSWALK,
    POOLING_LEVEL,
    POOLING_AREA,
    BUDGET_SUBJECT,
    ACCOUNTING_SUBJECT,
    FUND_ACCOUNT,
    STATEMENT_LINE,
    RECEIPT,
    PERFORMANCE_INDICATOR,
    INDICATOR_TARGET,
    ACTUARIAL_PARAMETER,
    ACTUARIAL_VALUE,
    MANAGEMENT_PARAMETER,
    MANAGEMENT_VALUE,
    EXPLANATION,
    FILLING,
    PACK,
    PACK_ROW,
    PACK_RECEIPT,
    TASK,
    MESSAGE,
)

check_all(CATALOGS)
