"""What a person chooses before printing: rows, paper, direction, fit, unit, red, signatures; kept for next time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from app.report_pages.report import Fit, Paper, Setup, Turn
from ui.printing.content import SIGNERS, UNITS, Look

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QSettings

WIDTH = 236
ALL, SELECTED = "all", "selected"
TURNS = {Turn.AUTO: "自动", Turn.PORTRAIT: "纵向", Turn.LANDSCAPE: "横向"}
FITS = {Fit.SHRINK: "缩到一页宽", Fit.SPREAD: "分到几页，重复关键列"}


class PrintChoices(QWidget):
    """Emits `changed` when pages are to be laid out anew, `rows_wanted` when other rows are."""

    changed = Signal()
    rows_wanted = Signal()

    def __init__(self, *, settings: QSettings, title: str, selected: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self.setFixedWidth(WIDTH)
        self.rows = _box("打印范围", [(ALL, "全部行"), *([(SELECTED, f"选中的 {selected:,} 行")] if selected else [])])
        self.paper = _box("纸张", [(paper.value, paper.value) for paper in Paper])
        self.turn = _box("方向", [(turn.value, label) for turn, label in TURNS.items()])
        self.fit = _box("列太多时", [(fit.value, label) for fit, label in FITS.items()])
        self.unit = _box("金额单位", [(unit, unit) for unit in UNITS])
        self.title = QLineEdit(title)
        self.title.setAccessibleName("标题")
        self.red, self.signed = QCheckBox("负数用红字"), QCheckBox("末尾加签字栏")
        self.told = QLabel()
        self.told.setProperty("role", "quiet")
        self.told.setWordWrap(True)
        self._restore()
        self._lay_out()
        self.rows.currentIndexChanged.connect(self.rows_wanted)
        for box in (self.paper, self.turn, self.fit, self.unit):
            box.currentIndexChanged.connect(self.changed)
        for tick in (self.red, self.signed):
            tick.toggled.connect(self.changed)
        self.title.editingFinished.connect(self.changed)

    @property
    def setup(self) -> Setup:
        """Return the paper chosen."""
        return Setup(
            paper=Paper(self.paper.currentData()), turn=Turn(self.turn.currentData()), fit=Fit(self.fit.currentData())
        )

    @property
    def look(self) -> Look:
        """Return what was chosen about the content."""
        return Look(
            unit=str(self.unit.currentData()),
            is_red=self.red.isChecked(),
            signers=SIGNERS if self.signed.isChecked() else (),
        )

    @property
    def only_selected(self) -> bool:
        """Say whether only selected rows are wanted."""
        return bool(self.rows.currentData() == SELECTED)

    def show_units(self, *, possible: bool) -> None:
        """Let a unit be chosen where there are amounts."""
        self.unit.setEnabled(possible)
        self.unit.setToolTip("" if possible else "这些列中没有金额列")

    def remember(self) -> None:
        """Keep the choices for the next time; rows and title are of this time only."""
        for name, box in self._boxes().items():
            self._settings.setValue(f"print/{name}", box.currentData())
        self._settings.setValue("print/red", self.red.isChecked())
        self._settings.setValue("print/signed", self.signed.isChecked())

    def _boxes(self) -> dict[str, QComboBox]:
        return {"paper": self.paper, "turn": self.turn, "fit": self.fit, "unit": self.unit}

    def _restore(self) -> None:
        for name, box in self._boxes().items():
            box.setCurrentIndex(max(0, box.findData(self._settings.value(f"print/{name}"))))
        for name, tick in (("red", self.red), ("signed", self.signed)):
            tick.setChecked(str(self._settings.value(f"print/{name}", "true")).lower() == "true")

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(8)
        for label, part in (
            ("标题", self.title),
            ("范围", self.rows),
            ("纸张", self.paper),
            ("方向", self.turn),
            ("列太多时", self.fit),
            ("金额单位", self.unit),
        ):
            form.addRow(label, part)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(form)
        for below in (self.red, self.signed, self.told):
            column.addWidget(below)
        column.addStretch(1)


def _box(name: str, offers: Sequence[tuple[str, str]]) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    for data, label in offers:
        box.addItem(label, data)
    return box
