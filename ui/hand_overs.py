"""Hand-over files from the window: opens the dialog of each of the three actions (SYNC point 12)."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from ui.dialogs.hand_over import HandOverDialog
from ui.dialogs.hand_over_carry import HandOverCarryDialog
from ui.dialogs.hand_over_export import HandOverExportDialog
from ui.dialogs.hand_over_import import HandOverImportDialog

if TYPE_CHECKING:
    from PySide6.QtCore import QSettings

    from sync.profile import Profile
    from ui.main_window import MainWindow
    from ui.operations import Operations
    from ui.workbench import Workbench

Dialog = TypeVar("Dialog", bound=HandOverDialog)


def export_file(bench: Workbench) -> HandOverExportDialog:
    """Open the export of what waits; a round that nobody asked for steps aside."""
    bench.controller.step_aside()
    dialog = HandOverExportDialog(desk=bench.desk, session=bench.session, parent=bench.window)
    return _opened(dialog, window=bench.window)


def import_file(bench: Workbench) -> HandOverImportDialog:
    """Open the import of a reply; a round that nobody asked for steps aside."""
    bench.controller.step_aside()
    dialog = HandOverImportDialog(desk=bench.desk, session=bench.session, parent=bench.window)
    return _opened(dialog, window=bench.window)


def carry_file(
    window: MainWindow, *, profile: Profile, server: str, operations: Operations, settings: QSettings
) -> HandOverCarryDialog:
    """Open the carrying of somebody's file; nobody needs to be signed in for it."""
    dialog = HandOverCarryDialog(
        profile=profile, server=server, operations=operations, settings=settings, parent=window
    )
    return _opened(dialog, window=window)


def _opened(dialog: Dialog, *, window: MainWindow) -> Dialog:
    dialog.finished_with.connect(window.status.say)
    dialog.open()
    return dialog
