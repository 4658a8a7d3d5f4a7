"""Writes laid out pages to a PDF or to a printer, off the GUI thread, page by page (clause 2, 导出)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QSizeF
from PySide6.QtGui import QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter

from app.errors import ShebaoError
from app.excel.target import replacing
from ui.printing.painting import paint_page

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from app.report_pages.layout import Plan

    Report = Callable[[int, int], None]

RESOLUTION = 1200
POINTS = 72
CREATOR = "社保基金一体化工作台"


class PrintError(ShebaoError):
    """The printer does not take the pages."""

    code = "print.device"
    title = "没有打印"


def write_pdf(plan: Plan, *, path: Path, progress: Report) -> int:
    """Write all pages to a PDF and return how many; an old file is replaced in one step, or stays.

    `progress` is told pages done and pages in all, and may raise to stop. WorkbookError when it cannot be written.
    """
    with replacing(path, suffix=".pdf") as beside:
        store = QBuffer()
        store.open(QIODevice.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(store)
        writer.setResolution(RESOLUTION)
        writer.setTitle(plan.report.title)
        writer.setCreator(CREATOR)
        writer.setPageLayout(page_layout(plan))
        paint_all(writer, plan=plan, numbers=range(len(plan.sheets)), progress=progress)
        del writer
        beside.write_bytes(store.data().data())
    return len(plan.sheets)


def page_layout(plan: Plan) -> QPageLayout:
    """Return the plan's paper; the margins are part of what is painted."""
    short, long = sorted((plan.width, plan.height))
    orientation = QPageLayout.Orientation
    turned = orientation.Landscape if plan.width > plan.height else orientation.Portrait
    size = QPageSize(QSizeF(short, long), QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    layout = QPageLayout(size, turned, QMarginsF(0, 0, 0, 0))
    layout.setMode(QPageLayout.Mode.FullPageMode)
    return layout


def paint_all(device: QPagedPaintDevice, *, plan: Plan, numbers: Sequence[int], progress: Report) -> None:
    """Paint pages on a device whose paper is the plan's; PrintError when it does not begin or turn a page."""
    painter = QPainter()
    if not painter.begin(device):
        raise PrintError("打印机没有应答，没有打印；请检查打印机是否开机、联机，或改为另存为 PDF。")
    try:
        scale = device.logicalDpiX() / POINTS
        painter.scale(scale, scale)
        for done, number in enumerate(numbers):
            progress(done, len(numbers))
            if done and not device.newPage():
                raise PrintError(f"打印到第 {done} 页时打印机停止应答；请检查打印机后从第 {done + 1} 页起重新打印。")
            paint_page(painter, plan, number=number)
        progress(len(numbers), len(numbers))
    finally:
        painter.end()
