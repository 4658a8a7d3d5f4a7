"""Values on the command line: FIELD=VALUE pairs, years, and how a value looks in JSON; `app` reads and judges them."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import date
from typing import TYPE_CHECKING

from app.errors import RowsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.catalog import Catalog
    from app.fields import Field, Value
    from ui.cli.parser import Parser

STATES = ("synced", "waiting", "refused", "conflict", "merged")
"""Row states by their stable names, in the order of RowState."""
LAST_PORT = 65_535


def pair(text: str) -> tuple[str, str]:
    """Split FIELD=VALUE at the first equals sign."""
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise ArgumentTypeError(f"应写成“字段=值”，现为“{text}”")
    return name.strip(), value


def positive(text: str) -> int:
    """Read a whole number from 1."""
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        raise ArgumentTypeError(f"应是大于 0 的整数，现为“{text}”")
    return int(text)


def port(text: str) -> int:
    """Read a port, 0 for any free one."""
    if not text.isascii() or not text.isdigit() or int(text) > LAST_PORT:
        raise ArgumentTypeError(f"应是 0 到 {LAST_PORT} 的整数，现为“{text}”")
    return int(text)


def year(text: str) -> int:
    """Read a fiscal year."""
    if len(text) != 4 or not text.isascii() or not text.isdigit():  # noqa: PLR2004 - digits of a year
        raise ArgumentTypeError(f"应是四位年度，现为“{text}”")
    return int(text)


def day(text: str) -> date:
    """Read a day."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"应是日期，如 2026-01-31，现为“{text}”") from None


def take_catalog(parser: Parser) -> None:
    """Let a command take a catalog."""
    parser.add_argument("catalog", metavar="目录", help="目录的英文名或中文名，见 shebao catalogs")


def take_year(parser: Parser) -> None:
    """Let a command take a fiscal year."""
    parser.add_argument("--year", type=year, metavar="年度", help="哪个年度，默认为当前年度")


def take_filters(parser: Parser) -> None:
    """Let a command take which rows are meant."""
    parser.add_argument(
        "--where", nargs="+", action="extend", type=pair, metavar="字段=值", help="只要这些字段等于这些值的行，可写多个"
    )
    take_year(parser)
    parser.add_argument("--region", metavar="区划", help="财政区划代码，默认为本地区；含下级")
    parser.add_argument("--insurance-type", metavar="险种", help="险种代码")
    parser.add_argument("--under", metavar="代码", help="只要这一行和它下面的行")
    parser.add_argument("--search", metavar="文字", help="在文字列中查找，空格隔开的词都要有")
    parser.add_argument("--state", choices=STATES, help="只要这种状态的行")


def read_pairs(catalog: Catalog, *, pairs: Sequence[tuple[str, str]]) -> list[tuple[str, Value]]:
    """Read values by their fields; raise NotFoundError for an unknown field, RowsError for an unreadable value."""
    from app.commands import field_name
    from app.fields import Bad

    found: list[tuple[str, Value]] = []
    for name, text in pairs:
        field = catalog.by_name[field_name(catalog, name)]
        value = field.read(text)
        if isinstance(value, Bad):
            raise RowsError(f"{value.reason}。", code="field.format")
        found.append((field.name, value))
    return found


def plain_value(field: Field, value: Value) -> object:
    """Return a value for JSON: as on the wire, but decimals as the numbers that people write."""
    places = getattr(field, "places", None)
    return field.send(value) if value is None or places is None else scaled(int(str(value)), places=places)


def scaled(value: int, *, places: int) -> object:
    """Return the exact decimal number of a value that is kept in units of 10**-places."""
    from decimal import Decimal

    return Decimal(value).scaleb(-places)
