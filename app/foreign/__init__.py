"""Files from outside: inspected, then read in a process of their own with limits (clause 2, 导入); knows no catalog."""

from app.foreign.cells import Cell, Mark, RawSheet, RawWorkbook
from app.foreign.limits import DEFAULT_LIMITS, Limits
from app.foreign.reader import read_workbook

__all__ = ["DEFAULT_LIMITS", "Cell", "Limits", "Mark", "RawSheet", "RawWorkbook", "read_workbook"]
