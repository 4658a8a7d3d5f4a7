"""The fixtures that tests of the sync share."""

from __future__ import annotations

from tests.sync.central_fixture import (
    demo_central,
    demo_data,
    each_central,
    shared_central,
    small_central,
    small_data,
    small_postgres,
    start,
)
from tests.sync.database_fixture import each_database
from tests.sync.desk_fixture import central, desk, row_id
from tests.sync.postgres_fixture import postgres

__all__ = [
    "central",
    "demo_central",
    "demo_data",
    "desk",
    "each_central",
    "each_database",
    "postgres",
    "row_id",
    "shared_central",
    "small_central",
    "small_data",
    "small_postgres",
    "start",
]
