"""The clipboard between the grid and a real LibreOffice Calc, both ways, with real keys: what arrives has its type."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from tests.e2e.clipboard_desk import ACCOUNTS, TITLE
from tests.e2e.desk_window import accounts, shown_desk
from tests.e2e.screen import Screen, missing, screen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

BOOK = "book.ods"
AWAY = missing("soffice", "xdotool", "xclip", "Xvfb")
pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(AWAY), reason=f"not installed: {', '.join(AWAY)}")]
GIVEN: tuple[tuple[Any, ...], ...] = (
    # opened_on, approval_type, bank_choice, balance, time_deposit, interest_rate
    (date(2026, 3, 1), "核准类", "其他", 1234567.5, 12.34, 0.0125),
    (date(2025, 12, 31), "2", "", -0.3, 1000, 0.5),
)


def make_book(folder: Path) -> None:
    """Write a workbook with dates, rounded and accounting numbers and percentages, as LibreOffice's own file."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for values in GIVEN:
        sheet.append(values)
    for row in (1, 2):
        for column, shape in (("A", "yyyy/m/d"), ("D", "#,##0"), ("E", "#,##0.00"), ("F", "0.00%")):
            sheet[f"{column}{row}"].number_format = shape
    book.create_sheet("two")
    book.save(folder / "book.xlsx")
    office(folder, "--headless", "--convert-to", "ods", "--outdir", str(folder), str(folder / "book.xlsx")).wait(120)
    assert (folder / BOOK).exists()


def office(folder: Path, *words: str, environment: Mapping[str, str] | None = None) -> subprocess.Popen[bytes]:
    """Start LibreOffice with a profile of its own."""
    return subprocess.Popen(
        ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--norestore", "--nologo", *words],
        env=environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Screen]:
    """A screen with the desk and Calc on it."""
    make_book(tmp_path)
    with screen() as found, shown_desk(found, folder=tmp_path):
        calc = office(tmp_path, str(tmp_path / BOOK), environment=found.environment)
        try:
            found.window(BOOK)
            time.sleep(5)  # Calc shows its window before it listens to keys
            yield found
        finally:
            os.killpg(calc.pid, signal.SIGTERM)  # soffice is a script that starts others
            calc.wait(30)


def test_types_survive_the_clipboard_both_ways(stage: Screen, tmp_path: Path) -> None:
    stage.focus(BOOK)
    stage.press("ctrl+Home", "ctrl+shift+End", "ctrl+c")
    stage.until(lambda: stage.clipboard().startswith("2026/3/1"))
    stage.focus(TITLE)
    stage.press("ctrl+Home", *["Right"] * 5, "ctrl+v")
    stage.until(lambda: accounts(tmp_path)[1]["balance"] is not None)
    names = ("opened_on", "approval_type", "bank_choice", "balance", "time_deposit", "interest_rate")
    rows = accounts(tmp_path)
    assert [[row[name] for name in names] for row in rows[:2]] == [
        [date(2026, 3, 1), "1", "9", 123_456_750, 1_234, 12_500],
        [date(2025, 12, 31), "2", "", -30, 100_000, 500_000],
    ]
    assert all(row["balance"] is None for row in rows[2:])

    stage.press("ctrl+Home", "shift+Down", *["shift+Right"] * 10, "ctrl+c")
    stage.until(lambda: stage.clipboard().startswith("0330"))
    assert stage.clipboard().count("\n") == 1
    stage.focus(BOOK)
    stage.press("ctrl+Next", "ctrl+Home", "ctrl+v")
    stage.focus("Import Options")  # Calc asks in which language numbers were meant
    stage.press("Return")
    time.sleep(2)
    stage.focus(BOOK)
    stage.press("ctrl+s")
    assert stage.until(lambda: pasted(tmp_path))
    first, second = pasted(tmp_path)[:2]
    assert first[:3] == ["0330000000000000", "海曙区社保专户0", "工商银行"]
    assert first[5:11] == [date(2026, 3, 1), "核准类", "其他", 1234567.5, 12.34, 1.25]
    assert second[8:11] == [-0.3, 1000.0, 50.0]
    assert len(rows) == ACCOUNTS


def pasted(folder: Path) -> Sequence[Sequence[object]]:
    """Return the second sheet of the saved workbook."""
    return CalamineWorkbook.from_path(folder / BOOK).get_sheet_by_name("two").to_python(skip_empty_area=False)
