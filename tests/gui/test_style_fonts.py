"""Every kind of widget shows the program's own font; Windows has one of its own for menus, grids and status bars."""

from __future__ import annotations

import subprocess
import sys

from tests.unit.source_tree import ROOT

IN_A_PROCESS_OF_ITS_OWN = """
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QStatusBar, QTableView
from ui.look.style import FONT_POINTS, FONTS, apply_style

application = QApplication([])
apply_style(application)
table = QTableView()
for widget in (QMenu(), table, table.horizontalHeader(), QLabel(), QStatusBar()):
    widget.ensurePolished()
    font = widget.font()
    assert (font.families(), font.pointSizeF()) == (list(FONTS), FONT_POINTS), (widget, font)
"""


def test_every_kind_of_widget_has_the_font_of_the_program() -> None:
    command = [sys.executable, "-c", IN_A_PROCESS_OF_ITS_OWN]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
