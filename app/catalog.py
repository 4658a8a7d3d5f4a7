"""What a catalog declaration is: grid, tree, Excel, checks, wire schema and rights derive from it (clause 2)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TYPE_CHECKING

from app.catalog_checks import check_declaration
from app.fields import Field, Flag, Reference, Value, Year
from app.people import OUTSIDE

if TYPE_CHECKING:
    from app.people import Level, Role
    from app.segments import Segments
    from app.workflow import Flow


class Reach(Enum):
    """Whose rows a level may write."""

    OWN = "own"
    BELOW = "below"


class Sees(Enum):
    """Whose rows a person sees: their region and below, or also what is inherited from above."""

    BELOW = "below"
    CHAIN = "chain"


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """Who defines a catalog's rows, who extends them, who fills them in (each a tuple of levels).

    `outside`: which roles outside the finance offices fill in too, at the levels of `fill`; all others only read.

    `readers`: which of these roles see the rows at all, in the scope that the catalog gives everybody.

    `below_standard`: an extending level must hang its rows below a row from a level above it; `extend_only`: and these
    have these values (by field).
    """

    define: tuple[Level, ...] = ()
    extend: tuple[Level, ...] = ()
    fill: tuple[Level, ...] = ()
    outside: tuple[Role, ...] = ()
    readers: tuple[Role, ...] = OUTSIDE
    reach: Reach = Reach.OWN
    below_standard: bool = False
    extend_only: tuple[tuple[str, str], ...] = ()

    @property
    def writers(self) -> tuple[Level, ...]:
        """Every level that may write at all."""
        return (*self.define, *self.extend, *self.fill)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """How rows form a tree: by a field naming the parent's code, below headings made of grouping fields.

    `within` names further fields that parent and child share. A row whose parent is blank or itself is a root.
    `level` names the field with a row's level: a child's is lower than its parent's. `each` is a field naming
    regions, every one of which belongs below exactly one of the last headings. `inherits` names required fields that
    a new row takes from its parent where nothing was given.
    """

    parent: str = ""
    groups: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    level: str = ""
    each: str = ""
    inherits: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FullSum:
    """The cells of a sheet's column come to `amount` (in whole units) on each page before it is submitted."""

    column: str
    amount: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """How a value table is filled in: rows of one catalog against the values of one field.

    `rows` is the reference field whose catalog gives the rows, `across` the field spread over the columns,
    `pages` the fields chosen outside the sheet, `value` the field in the cells; `applies` names the field of the row
    catalog that lists for which `applies_to` (a field here) a row is meant; the row catalog may have `unit` and
    `precision`. `only`: values (by field) of the rows that are filled in.
    """

    rows: str
    across: str
    value: str
    pages: tuple[str, ...] = ()
    applies: str = "insurance_types"
    applies_to: str = "insurance_type"
    not_applicable: str = ""
    only: tuple[tuple[str, str], ...] = ()
    full: FullSum | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OneMeaning:
    """A crosswalk: what is named by these fields means at most one row (`means`) between `since` and `until`.

    A blank `means` says nothing; rows of regions of which none lies above the other do not contradict each other.
    """

    named_by: tuple[str, ...]
    means: str
    since: str = "start_date"
    until: str = "end_date"


FISCAL_YEAR = Year(name="fiscal_year", label="年度", required=True, width=6)
MOF_DIV_CODE = Reference(name="mof_div_code", label="财政区划", to="region", required=True, width=18)
IS_STANDARD = Flag(name="is_standard", label="标准", width=5)
IS_ENABLED = Flag(name="is_enabled", label="启用", default=True, yes="启用", no="停用", width=6)
IS_RECEIVED = Flag(name="is_received", label="接收", width=5)


@dataclass(frozen=True, kw_only=True)
class Catalog:
    """One catalog: declared once; everything else is derived.

    `key` is the natural key (field names), unique among rows that are not deleted. `code` names the field by which
    other catalogs refer to a row, `title` the field with its name. `received` columns come from the integrated
    platform and are read-only on rows so received. `code_extends_parent`: a child's code starts with its parent's;
    `segments`: and adds so many characters.
    `disable_only_unused`: a row that others refer to cannot even be disabled. `rolls_over`: the rows of a year are the
    start of the next one's (年度结转).
    `fixed`: columns that the program fills in when it makes a row, and that nobody changes afterwards.
    `flow`: how its rows are approved; `record_of`: its rows are the records of such a flow, whose state only moves
    change. `is_document`: the program writes its rows once, nobody changes or deletes them. `posted`: its rows are sent
    by a person to a region of theirs or below and never changed afterwards; see app/posting.py.
    `under`: the field that names the value catalog with whose 填报单 a row is closed.
    """

    name: str
    label: str
    clause: str
    fields: tuple[Field, ...]
    key: tuple[str, ...]
    authority: Authority
    sees: Sees = Sees.CHAIN
    code: str = "code"
    title: str = "name"
    tree: Tree | None = None
    sheet: Sheet | None = None
    meaning: OneMeaning | None = None
    received: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    flow: Flow | None = None
    record_of: Flow | None = None
    is_document: bool = False
    posted: bool = False
    under: str = ""
    order_by: tuple[str, ...] = ()
    code_extends_parent: bool = False
    segments: Segments | None = None
    disable_only_unused: bool = False
    rolls_over: bool = True
    about: str = ""

    def __post_init__(self) -> None:
        """Check the declaration; raise DeclarationError with one plain sentence."""
        check_declaration(self)

    @cached_property
    def columns(self) -> tuple[Field, ...]:
        """All fields in their order: year, region, the declared ones, then the common flags."""
        received = (IS_RECEIVED,) if self.received else ()
        own = {field.name for field in self.fields}
        lead = tuple(field for field in (FISCAL_YEAR, MOF_DIV_CODE) if field.name not in own)
        return (*lead, *self.fields, *received, IS_STANDARD, IS_ENABLED)

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """Fields by name."""
        return {field.name: field for field in self.columns}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Field names in column order."""
        return tuple(field.name for field in self.columns)

    @cached_property
    def parent(self) -> Reference | None:
        """The field that names the parent row of this same catalog, if there is one."""
        field = self.by_name.get(self.tree.parent) if self.tree else None
        return field if isinstance(field, Reference) and field.to == self.name else None

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        """The fields that name rows of a catalog (also this one)."""
        return tuple(field for field in self.columns if isinstance(field, Reference))

    @cached_property
    def order(self) -> tuple[str, ...]:
        """Fields of the natural order."""
        return self.order_by or self.key

    def blank(self) -> dict[str, Value]:
        """Return a new row's defaults."""
        return dict(self._blank)

    @cached_property
    def _blank(self) -> dict[str, Value]:
        return {field.name: field.empty if field.default is None else field.default for field in self.columns}
