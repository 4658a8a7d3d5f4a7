"""Pages of receipts as pictures: PDF by a process of its own, others by Qt; called in a worker (clause 1.6)."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QBuffer, QByteArray, QSize
from PySide6.QtGui import QImage, QImageReader

from app.receipts.kinds import ReceiptError
from app.receipts.pages import BROKEN, paint_page
from app.receipts.painting import MOST_PIXELS

MOST_MEGABYTES = 256


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
    found = paint_page(body, page=page, dpi=dpi, name=name)
    kind = QImage.Format.Format_RGBX8888
    # a copy: Qt does not keep the bytes that it was given
    image = QImage(found.pixels, found.width, found.height, found.stride, kind).copy()
    return Picture(page=found.page, pages=found.pages, image=image)


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
