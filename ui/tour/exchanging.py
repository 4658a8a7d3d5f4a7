"""A filling-in sheet goes out into a workbook, is changed there, and comes back as a plan (clause 2, 导入, 导出)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.excel.retouch import retouch
from ui.dialogs.export import ExportDialog
from ui.dialogs.import_plan import ImportDialog
from ui.tour.hands import click
from ui.tour.moves import column_of, dialog_of, dialog_opens, page_of, row_of, rows_show
from ui.tour.runner import TourError, Until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ui.tour.runner import Tour

VALUES = "management_value"
MORE = 1234
RETOUCHED = ("GL0102", "GL0103")
"""Parameters that are changed in the exported workbook."""


def plan_opens(tour: Tour, path: Path, *, exported: str = "") -> Iterator[Until]:
    """Export the sheet to `path`, change cells, open the plan; `exported` names a picture of the first dialog."""
    page = page_of(tour.bench, VALUES)
    yield rows_show(page)
    first = column_of(page, "全年")
    changed = {
        code: int(str(page.model.index(row_of(page, code, column="代码"), first).data()).replace(",", "")) + MORE
        for code in RETOUCHED
    }
    actions = tour.program.window.actions_by_name
    actions["export"].trigger()
    yield dialog_opens(tour)
    export = dialog_of(tour)
    if not isinstance(export, ExportDialog):
        raise TourError("导出对话框没有打开，演示无法继续。")
    export.path.setText(str(path))
    click(export.go)
    yield Until("导出完成", export.open_folder.isVisible)
    if exported:
        tour.shoot(exported)
    export.accept()
    if retouch(path, key="代码", column="全年", values=changed) != len(changed):
        raise TourError(f"导出的 {path} 里没有要改的参数，演示无法继续，请加 --fresh 重新开始。")
    actions["import"].trigger()
    yield dialog_opens(tour)
    plan = dialog_of(tour)
    if not isinstance(plan, ImportDialog):
        raise TourError("导入对话框没有打开，演示无法继续。")
    plan.open_file(path)
    yield Until("导入计划出来", lambda: plan.plan)
