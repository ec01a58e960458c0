from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.app.desk import Desk, desk
from tests.batch.clips import dark


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Desk]:
    with desk(tmp_path / "data") as opened:
        yield opened


@pytest.fixture(scope="session")
def dark_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two seconds with nobody in them."""
    return dark(tmp_path_factory.mktemp("dark") / "run.mp4")
