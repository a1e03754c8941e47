"""A copy of the sample business that may be written, and a server on it."""

from collections.abc import AsyncGenerator
from pathlib import Path
from shutil import copyfile

import pytest
from sql_server import Asking, sql_server


@pytest.fixture
def own(tmp_path: Path, sample: Path) -> Path:
    """The sample business, for one test alone."""
    return Path(copyfile(sample, tmp_path / "own.sqlite"))


@pytest.fixture
async def editor(tmp_path: Path, own: Path) -> AsyncGenerator[Asking]:
    """A client who may read and write as the starter policy lets editors."""
    async with sql_server(
        tmp_path, own, roles="analyst,editor", write_url=f"sqlite:///{own}"
    ) as asking:
        yield asking
