"""The fixtures that tests of the sync share."""

from __future__ import annotations

from tests.sync.central_fixture import demo_central, demo_data, small_central, small_data

__all__ = ["demo_central", "demo_data", "small_central", "small_data"]
