"""An office with notes for every test of the guard."""

from pathlib import Path

import pytest
from notes_example import MakeOffice, make_office


@pytest.fixture
def office(tmp_path: Path) -> MakeOffice:
    """Return a maker of offices, each in a folder of its own."""
    made: list[Path] = []

    def make(**options: object) -> object:
        folder = tmp_path / f"office-{len(made)}"
        folder.mkdir()
        made.append(folder)
        return make_office(folder, **options)  # type: ignore[arg-type]

    return make  # type: ignore[return-value]
