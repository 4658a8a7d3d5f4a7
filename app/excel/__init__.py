"""Excel in and out (clause 2, 导入 and 导出): exports, and imports that are planned before they are applied.

An import is three steps: `read_workbook` (any thread, no store), `plan_import` (a reading connection), `apply_plan`.
"""

from app.excel.applying import apply_plan
from app.excel.export_rows import Progress, export_rows
from app.excel.export_sheet import export_sheet
from app.excel.plan import CellProblem, FieldChange, ImportContext, ImportPlan, PlanEntry, Verdict
from app.excel.planning import plan_import
from app.excel.refusals import write_refusals
from app.foreign import RawWorkbook, read_workbook

__all__ = [
    "CellProblem",
    "FieldChange",
    "ImportContext",
    "ImportPlan",
    "PlanEntry",
    "Progress",
    "RawWorkbook",
    "Verdict",
    "apply_plan",
    "export_rows",
    "export_sheet",
    "plan_import",
    "read_workbook",
    "write_refusals",
]
