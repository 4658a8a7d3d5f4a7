"""Lets `python -m ui.cli` do what `shebao` does."""

import sys

from ui.cli import main

sys.exit(main())
