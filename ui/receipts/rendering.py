"""Pages of receipts as pictures: PDF by pypdfium2, others by Qt; called in a worker, one at a time (clause 1.6)."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QSize
from PySide6.QtGui import QImage, QImageReader

from app.receipts.kinds import ReceiptError

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

POINTS = 72
MOST_PIXELS = 40_000_000
"""A page is never painted larger: a bomb of a picture takes no more memory than this."""
MOST_MEGABYTES = 256
BROKEN = "文件“{name}”打不开，可能已损坏或有密码；请另存到本机后用别的程序查看，或请添加的单位重新添加。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One page: its number from 0, how many there are, and what it looks like at a resolution."""

    page: int
    pages: int
    image: QImage


def picture_of(body: bytes, *, kind: str, page: int, dpi: float, name: str) -> Picture:
    """Return a page at a resolution (dots per inch; pictures have 96); ReceiptError names a file that is broken."""
    if kind == "pdf":
        return _of_pdf(body, page=page, dpi=dpi, name=name)
    return Picture(page=0, pages=1, image=_of_image(body, dpi=dpi, name=name))


def _of_pdf(body: bytes, *, page: int, dpi: float, name: str) -> Picture:
    from pypdfium2 import PdfDocument, PdfiumError  # noqa: PLC0415 - a start does not need it

    try:
        with closing(PdfDocument(body)) as document:
            count = len(document)
            number = min(max(page, 0), count - 1)
            return Picture(page=number, pages=count, image=_painted(document, number=number, dpi=dpi))
    except (PdfiumError, ValueError, MemoryError) as error:
        raise ReceiptError(BROKEN.format(name=name), code="receipt.broken") from error


def _painted(document: PdfDocument, *, number: int, dpi: float) -> QImage:
    page = document[number]
    width, height = page.get_size()
    scale = dpi / POINTS
    scale = min(scale, (MOST_PIXELS / max(width * height, 1)) ** 0.5)
    bitmap = page.render(scale=scale, rev_byteorder=True, prefer_bgrx=True)
    image = QImage(bitmap.buffer, bitmap.width, bitmap.height, bitmap.stride, QImage.Format.Format_RGBX8888).copy()
    bitmap.close()
    page.close()
    return image


def _of_image(body: bytes, *, dpi: float, name: str) -> QImage:
    store = QBuffer()
    store.setData(QByteArray(body))
    store.open(QBuffer.OpenModeFlag.ReadOnly)
    QImageReader.setAllocationLimit(MOST_MEGABYTES)
    reader = QImageReader(store)
    reader.setAutoTransform(True)
    size = reader.size()
    scale = min(dpi / 96, (MOST_PIXELS / max(size.width() * size.height(), 1)) ** 0.5)
    if size.isValid() and scale < 1:
        reader.setScaledSize(QSize(max(1, round(size.width() * scale)), max(1, round(size.height() * scale))))
    image = reader.read()
    if image.isNull():
        raise ReceiptError(BROKEN.format(name=name), code="receipt.broken")
    if scale > 1:
        image = image.scaled(round(size.width() * scale), round(size.height() * scale))
    return image
