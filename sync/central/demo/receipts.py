"""Made-up bank receipts of the demo's counties: a PDF for each payment of interest and of subsidies (clause 1.6)."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from app.fields import Value

    Row = dict[str, Value]

PURPOSES = ("活期存款结息", "城乡居民养老财政补助资金")
WIDTH, HEIGHT = 595, 300
LABELS, VALUES, TOP, STEP = 60, 180, 218, 26
FONT = (
    "<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts [4 0 R] >>",
    (
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 95 500 814 907 500] "
        "/FontDescriptor 5 0 R /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 2 >> >>"
    ),
    (
        "<< /Type /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 "
        "/Ascent 880 /Descent -120 /CapHeight 880 /StemV 93 >>"
    ),
)
"""The font that every reader of PDF brings for simplified Chinese; nothing is embedded."""


def with_receipts(lines: Iterable[Row]) -> Iterator[Row]:
    """Yield the lines; those that have a receipt say so."""
    for line in lines:
        yield {**line, "receipt_hash": hashlib.sha256(paper_of(line)).hexdigest()} if _has_paper(line) else line


def receipts(lines: Iterable[Row]) -> Iterator[Row]:
    """Yield the receipts of lines, without the common columns."""
    for line in lines:
        if _has_paper(line):
            body = paper_of(line)
            yield {
                **{name: line[name] for name in ("mof_div_code", "account_no", "bank_name", "booked_on", "serial_no")},
                "file_name": f"{line['booked_on']}_{line['purpose']}.pdf",
                "media_type": "pdf",
                "size": len(body),
                "sha256": hashlib.sha256(body).hexdigest(),
            }


def papers(lines: Iterable[Row]) -> Iterator[bytes]:
    """Yield the files of these receipts."""
    return (paper_of(line) for line in lines if _has_paper(line))


def paper_of(line: Row) -> bytes:
    """Return the receipt of a line as a PDF of one page."""
    amount = int(str(line.get("income") or line.get("spending") or 0))
    told = (
        ("回单编号", str(line["serial_no"])),
        ("记账日期", str(line["booked_on"])),
        ("收款账号", str(line["account_no"])),
        ("收款银行", str(line["bank_name"])),
        ("付款户名", str(line["counterparty_name"])),
        ("金额(元)", f"{amount // 100:,}.{amount % 100:02d}"),
        ("摘要", str(line["purpose"])),
    )
    return _paper(told)


@lru_cache(maxsize=256)
def _paper(told: tuple[tuple[str, str], ...]) -> bytes:
    marks = ["0.6 w 40 20 515 230 re S", _text("银行电子回单（演示数据）", x=200, y=262, size=18)]
    for number, (label, value) in enumerate(told):
        y = TOP - number * STEP
        marks += [_text(label, x=LABELS, y=y, size=12), _text(value, x=VALUES, y=y, size=12)]
        marks.append(f"40 {y - 9} m 555 {y - 9} l S")
    content = "\n".join(marks)
    page = (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Resources << /Font << /F1 3 0 R >> >> "
        "/Contents 7 0 R >>"
    )
    stream = f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"
    return _file("<< /Type /Catalog /Pages 2 0 R >>", "<< /Type /Pages /Kids [6 0 R] /Count 1 >>", *FONT, page, stream)


def _text(words: str, *, x: int, y: int, size: int) -> str:
    return f"BT /F1 {size} Tf {x} {y} Td <{words.encode('utf-16-be').hex()}> Tj ET"


def _file(*parts: str) -> bytes:
    body, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(body))
        body += f"{number} 0 obj\n{part}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    size = len(parts) + 1
    head = f"xref\n0 {size}\n0000000000 65535 f \n{table}"
    return body + f"{head}trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF\n".encode()


def _has_paper(line: Row) -> bool:
    return line["purpose"] in PURPOSES
