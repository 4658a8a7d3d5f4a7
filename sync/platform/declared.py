"""Which table of the platform becomes which catalog, column by column and code by code: data, read from CSV files.

The product's own files lie in resources/platform; a site may bring corrected ones in a folder of its own.
"""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass, fields
from functools import cached_property
from importlib.resources import files
from io import StringIO
from typing import TYPE_CHECKING

import msgspec

from sync.platform.errors import MappingError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from app.catalog import Catalog

KINDS = ("text", "year", "code", "prefix", "date", "parent", "list")
VERIFIED, UNVERIFIED = "evidenced", "unverified"
TABLES, COLUMNS, CODES = "tables.csv", "columns.csv", "codes.csv"
HEADS = {
    TABLES: ("table", "catalog", "label", "id", "parent", "version", "deleted", "root", "only", "certainty"),
    COLUMNS: ("table", "column", "field", "kind", "codes", "default", "certainty"),
    CODES: ("set", "platform", "value"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlatformColumn:
    """A column of the platform that fills a field: how it is read, by which code set, what stands for blank."""

    column: str
    field: str
    kind: str
    codes: str = ""
    default: str = ""
    certainty: str = VERIFIED


@dataclass(frozen=True, kw_only=True)
class PlatformTable:
    """A table of the platform and the catalog that its rows become.

    `id`, `parent`, `version`, `deleted` name its columns with these roles ('' for none); `root` is the code of the
    parent of rows without one; `only` are the codes that are taken, those with a * by their beginning, () for all.
    """

    name: str
    catalog: str
    label: str
    id: str
    parent: str
    version: str
    deleted: str
    root: str
    only: tuple[str, ...]
    certainty: str
    columns: tuple[PlatformColumn, ...]
    codes: Mapping[str, Mapping[str, str]]

    @cached_property
    def wanted(self) -> tuple[str, ...]:
        """The columns that are kept of a platform row, in lower case."""
        named = (self.parent, self.version, self.deleted, *(one.column for one in self.columns))
        return tuple(dict.fromkeys(name for name in named if name))

    @cached_property
    def digest(self) -> str:
        """A short hash of everything declared: rows kept under another one are asked for anew."""
        told = {one.name: getattr(self, one.name) for one in fields(self)}
        told["columns"] = [
            [getattr(one, name) for name in ("column", "field", "kind", "codes", "default")] for one in self.columns
        ]
        return hashlib.sha256(msgspec.json.encode(told, order="deterministic")).hexdigest()[:24]

    @property
    def unverified(self) -> tuple[str, ...]:
        """What nobody has confirmed yet: 'the table' or its columns, for people to read."""
        table = ("表名",) if self.certainty != VERIFIED else ()
        return (*table, *(one.column for one in self.columns if one.certainty != VERIFIED))

    def takes(self, code: str) -> bool:
        """Say whether rows of this code are for the catalog."""
        if not self.only:
            return True
        return any(code.startswith(one[:-1]) if one.endswith("*") else code == one for one in self.only)


def read_tables(*, catalogs: Sequence[Catalog], folder: Path | None = None) -> tuple[PlatformTable, ...]:
    """Return the declared tables in order; a file that `folder` does not have is the product's own. MappingError."""
    columns = _group(_lines(COLUMNS, folder=folder), by="table")
    codes = {
        name: {line["platform"]: line["value"] for line in lines}
        for name, lines in _group(_lines(CODES, folder=folder), by="set").items()
    }
    found: list[PlatformTable] = []
    for line in _lines(TABLES, folder=folder):
        if any(line["table"] == one.name for one in found):
            raise MappingError(f"{TABLES} 中的表“{line['table']}”出现两次，请删去一行。")
        own = tuple(
            PlatformColumn(**{**{name: one[name] for name in HEADS[COLUMNS][1:]}, "column": one["column"].lower()})
            for one in columns.pop(line["table"], [])
        )
        found.append(_checked(_table(line, columns=own, codes=codes), catalogs=catalogs))
    for name in columns:
        raise MappingError(f"{COLUMNS} 用到的表“{name}”在 {TABLES} 中没有，请补上或改正表名。")
    return tuple(found)


def _table(
    line: Mapping[str, str], *, columns: tuple[PlatformColumn, ...], codes: Mapping[str, Mapping[str, str]]
) -> PlatformTable:
    return PlatformTable(
        name=line["table"],
        catalog=line["catalog"],
        label=line["label"],
        id=line["id"].lower(),
        parent=line["parent"].lower(),
        version=line["version"].lower(),
        deleted=line["deleted"].lower(),
        root=line["root"],
        only=tuple(line["only"].split()),
        certainty=line["certainty"],
        columns=columns,
        codes={name: codes[name] for name in {"flag", *(one.codes for one in columns)} if name in codes},
    )


def _checked(table: PlatformTable, *, catalogs: Sequence[Catalog]) -> PlatformTable:
    catalog = next((one for one in catalogs if one.name == table.catalog), None)
    if catalog is None or not catalog.received:
        raise MappingError(f"{TABLES} 中表“{table.name}”的目录“{table.catalog}”不能接收数据，请改正。")
    if not table.id or not table.version:
        raise MappingError(f"{TABLES} 中表“{table.name}”缺少主键列（id）或版本列（version），请补上。")
    filled: set[str] = set()
    for one in table.columns:
        place = f"{COLUMNS} 中表“{table.name}”的列“{one.column}”"
        if one.field not in catalog.by_name or one.field in {"is_received", "is_standard"}:
            raise MappingError(f"{place}对应的字段“{one.field}”在“{catalog.label}”中没有，请改正。")
        if one.field in filled:
            raise MappingError(f"{place}：字段“{one.field}”已有别的列填写，请删去一行。")
        if one.kind not in KINDS:
            raise MappingError(f"{place}的读法“{one.kind}”没有，可用的有：{'、'.join(KINDS)}。")
        if one.kind in {"code", "prefix"} and one.codes not in table.codes:
            raise MappingError(f"{place}用到的代码对照“{one.codes}”在 {CODES} 中没有，请补上。")
        filled.add(one.field)
    needed = {*catalog.key, *(one.name for one in catalog.columns if one.required and one.default is None)}
    if missing := sorted(needed - filled):
        raise MappingError(f"{COLUMNS} 中表“{table.name}”没有填写必需的字段 {'、'.join(missing)}，请补上。")
    if table.deleted and "flag" not in table.codes:
        raise MappingError(f"{CODES} 缺少是否代码“flag”，请补上。")
    return table


def _lines(file: str, *, folder: Path | None) -> list[dict[str, str]]:
    own = folder / file if folder else None
    try:
        is_own = own is not None and own.is_file()
        content = own.read_bytes() if own and is_own else files("resources").joinpath("platform", file).read_bytes()
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise MappingError(f"不能读取接收对照表 {file}（{error.strerror}），请检查文件。") from error
    except UnicodeDecodeError as wrong:
        raise MappingError(f"接收对照表 {file} 不是 UTF-8 编码，请另存为“CSV UTF-8”格式。") from wrong
    reader = csv.DictReader(StringIO(text, newline=""), restval="")
    if missing := [name for name in HEADS[file] if name not in (reader.fieldnames or ())]:
        raise MappingError(f"接收对照表 {file} 第 1 行缺少列 {'、'.join(missing)}，请补上。")
    return [{name: (line[name] or "").strip() for name in HEADS[file]} for line in reader]


def _group(lines: Sequence[dict[str, str]], *, by: str) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for line in lines:
        found.setdefault(line[by], []).append(line)
    return found
