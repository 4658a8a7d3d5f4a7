"""One desk of the county and the model of a central, for stories of a single desk (SYNC point 13)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.ids import new_id
from tests.sync.desks import Desk, open_desk, seeded_central

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.sync.model_central import ModelCentral


@pytest.fixture
def central() -> ModelCentral:
    """Give the model of a central, with a line of regions and two operators of the county."""
    return seeded_central()


@pytest.fixture
def desk(central: ModelCentral, tmp_path: Path) -> Iterator[Desk]:
    """Give an operator's desk that has received what there is."""
    one = open_desk(central, folder=tmp_path, user="jia")
    one.sync()
    yield one
    one.store.close()


@pytest.fixture
def row_id(desk: Desk) -> str:
    """Give an account that is the same here and at the central."""
    made = new_id()
    desk.add_account(made, number="10001", balance=1_00, remark="原")
    desk.sync()
    return made
