"""A look at a file before any reader touches it: what it is, and whether unpacking it is safe."""

from __future__ import annotations

import re
import zipfile
import zlib
from enum import Enum
from typing import TYPE_CHECKING, NoReturn

from app.errors import WorkbookError

if TYPE_CHECKING:
    from pathlib import Path

    from app.foreign.limits import Limits

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_SMALL_MEMBER = 1024 * 1024
_DIMENSION = re.compile(rb'<(?:\w+:)?dimension\b[^>]*\bref="(?:[A-Z]+[0-9]+:)?([A-Z]{1,3})([0-9]{1,7})"')
_MARKERS = (("xl/workbook.xml", "xlsx"), ("xl/workbook.bin", "xlsb"), ("content.xml", "ods"))


class Kind(Enum):
    """What a file turned out to be, whatever its name says."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    ODS = "ods"
    XLS = "xls"
    TEXT = "text"


def inspect_file(path: Path, *, limits: Limits) -> Kind:
    """Return the kind of a file that may be read; raise WorkbookError with one sentence otherwise."""
    size = path.stat().st_size
    if size == 0:
        refuse("文件是空的（0 字节），请检查是否下载或复制完整", "empty")
    if size > limits.file_bytes:
        refuse(f"文件超过 {limits.file_bytes // _SMALL_MEMBER} MB，请拆成几个文件分别导入", "too-large")
    with path.open("rb") as file:
        head = file.read(4096)
    if head.startswith(b"PK"):
        return _inspect_zip(path, limits=limits)
    if head.startswith(_OLE):
        return _inspect_ole(path)
    return _inspect_text(head, suffix=path.suffix.lower())


def refuse(sentence: str, code: str) -> NoReturn:
    """Raise the one error of this room."""
    raise WorkbookError(f"{sentence}。", code=f"workbook.{code}")


def _inspect_ole(path: Path) -> Kind:
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content:
        refuse("工作簿设有打开密码，请在 Excel 中取消密码后重新保存", "encrypted")
    if "Workbook".encode("utf-16-le") not in content and "Book".encode("utf-16-le") not in content:
        refuse("文件不是 Excel 工作簿，请另存为 .xlsx 后再导入", "foreign")
    return Kind.XLS


def _inspect_text(head: bytes, *, suffix: str) -> Kind:
    start = head.lower()
    if b"<html" in start or b"<table" in start or b"<!doctype html" in start:
        refuse("文件其实是网页，只是名字像工作簿；请用 Excel 打开后另存为 .xlsx 再导入", "html")
    if b"urn:schemas-microsoft-com:office:spreadsheet" in start:
        refuse("文件是“XML 表格”格式，请用 Excel 打开后另存为 .xlsx 再导入", "xml")
    if suffix in {".csv", ".txt", ".tsv"}:
        return Kind.TEXT
    refuse("文件不是工作簿或已经损坏，请重新导出或另存为 .xlsx 后再导入", "foreign")


def _inspect_zip(path: Path, *, limits: Limits) -> Kind:
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            kind = _kind_of(members)
            _check_members(members, limits=limits)
            _read_through(archive, members, limits=limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, UnicodeDecodeError) as error:
        raise WorkbookError(
            "工作簿不完整或已经损坏，请重新下载或用 Excel 打开后另存再导入。", code="workbook.damaged"
        ) from error
    return kind


def _kind_of(members: list[zipfile.ZipInfo]) -> Kind:
    names = {member.filename for member in members}
    found = next((kind for marker, kind in _MARKERS if marker in names), None)
    if found is None:
        refuse("文件是压缩包或其他文档，不是 Excel 工作簿；请另存为 .xlsx 后再导入", "foreign")
    return Kind(found)


def _check_members(members: list[zipfile.ZipInfo], *, limits: Limits) -> None:
    names = [member.filename.lower() for member in members]
    if len(names) > limits.members or len(set(names)) != len(names):
        refuse("工作簿内部结构异常（部件重复或过多），请用 Excel 打开后另存再导入", "structure")
    if any(member.flag_bits & 1 for member in members):
        refuse("工作簿设有打开密码，请在 Excel 中取消密码后重新保存", "encrypted")
    total = sum(member.file_size for member in members)
    swollen = any(
        member.file_size > _SMALL_MEMBER and member.file_size > limits.ratio * max(member.compress_size, 1)
        for member in members
    )
    if total > limits.unpacked_bytes or swollen:
        refuse("工作簿解压后大得异常，可能被篡改；请重新导出后再导入", "bomb")


def _read_through(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], *, limits: Limits) -> None:
    """Unpack every member once: sizes and checksums are then true; look at each sheet's declared extent."""
    for member in members:
        with archive.open(member) as stream:
            head = stream.read(4096)
            _check_extent(head, limits=limits)
            while stream.read(_SMALL_MEMBER):
                pass


def _check_extent(head: bytes, *, limits: Limits) -> None:
    found = _DIMENSION.search(head)
    if found is None:
        return
    column = 0
    for letter in found.group(1):
        column = column * 26 + letter - ord("A") + 1
    # whole rows may be coloured out to the last column: only a wide and tall extent is refused
    if int(found.group(2)) * column > 10 * limits.cells:
        refuse("工作表的范围大得异常，请删除末尾的空行空列后重新保存", "extent")
