"""Every action of the window, declared once: menu, button, shortcut and the list of shortcuts derive from it."""

from ui.specs.further import DEMO_MENU, HELP
from ui.specs.spec import Spec
from ui.specs.sync import SYNC
from ui.specs.view import VIEW
from ui.specs.work import EDIT, FILE

__all__ = ["SPECS", "Spec"]

SPECS = (*FILE, *EDIT, *SYNC, *VIEW, *DEMO_MENU, *HELP)
