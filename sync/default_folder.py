"""Where a profile is kept unless another folder is named; asked before anything else is loaded."""

from __future__ import annotations

from pathlib import Path

import platformdirs


def default_folder() -> Path:
    """Return the profile folder of this computer's user."""
    return Path(platformdirs.user_data_dir("ShebaoDesk", appauthor=False))
