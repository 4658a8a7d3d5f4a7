"""What every story says: a command that works, one that is refused and why, a round, a button with an opinion."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ui.flow.opinion_dialog import OpinionDialog
from ui.tools.base import SheetPlace

if TYPE_CHECKING:
    from PySide6.QtWidgets import QTableView, QWidget

    from tests.command_line import CommandLine
    from tests.e2e.window import Window
    from ui.flow.strip import FlowStrip


def done(desk: CommandLine, *words: str) -> str:
    """Run a command that has to succeed and return what it said."""
    told = desk(*words)
    assert told.status == 0, told
    return told.out


def refused(desk: CommandLine, *words: str) -> str:
    """Run a command that has to be refused and return the code of the reason."""
    return str(desk.json(*words, status=2)["error"]["code"])


def why_not(desk: CommandLine, *words: str) -> str:
    """Run a command that has to be refused and return the sentence that a person reads."""
    told = desk(*words)
    assert told.status == 2, told
    return told.out + told.err


def sync(window: Window) -> None:
    """Run a round in the window and wait for its end."""
    window.act("sync")
    window.wait(lambda: not window.bench.controller.is_running, what="the round to end")
    window.settle()


def give_opinion(window: Window, button: QWidget, opinion: str = "") -> None:
    """Press a button that asks for an opinion, and give it."""
    window.wait(button.isEnabled, what="the button to be open")
    window.click(button)
    dialog = window.dialog(OpinionDialog)
    dialog.text.setPlainText(opinion)
    window.click(dialog.take)
    window.settle()


def show_sheet(window: Window, catalog: str, *, region: str, insurance_type: str, **pages: str) -> FlowStrip:
    """Show a filling-in sheet and return its strip of moves."""
    context = window.window.context_bar.context
    assert context is not None
    here = type(context)(fiscal_year=context.fiscal_year, region=region, insurance_type=insurance_type)
    window.bench.going.to_sheet(SheetPlace(catalog=catalog, context=here, pages=pages))
    window.settle()
    flow = window.page.flow
    assert flow is not None
    return flow


def choose_type(window: Window, insurance_type: str) -> None:
    """Choose an insurance type above the pages, '' for all."""
    bar = window.window.context_bar
    assert bar.context is not None
    bar.choose(replace(bar.context, insurance_type=insurance_type))
    window.settle()


def texts(table: QTableView, column: int) -> list[str]:
    """Return what a column of a list shows, from the top."""
    model = table.model()
    return [str(model.index(row, column).data() or "") for row in range(model.rowCount())]
