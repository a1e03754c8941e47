"""A folder with what folders have in them, and things beside it that nobody may reach."""

from pathlib import Path

import pytest
from files_place import Place, made_place


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return made_place(tmp_path)
