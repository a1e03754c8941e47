"""The bearer secret's file: its owner's alone."""

from pathlib import Path

import pytest

from ostiary.bearer import BearerFileError, load_bearer, write_bearer


def test_a_fresh_secret_is_its_owners_and_unlike_any_other(tmp_path: Path) -> None:
    for name in ("one", "two"):
        write_bearer(tmp_path / name)
        assert (tmp_path / name).stat().st_mode & 0o777 == 0o600
    assert load_bearer(tmp_path / "one") != load_bearer(tmp_path / "two")
    with pytest.raises(FileExistsError):
        write_bearer(tmp_path / "one")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_one_that_others_can_read_is_refused(tmp_path: Path, mode: int) -> None:
    write_bearer(tmp_path / "bearer")
    (tmp_path / "bearer").chmod(mode)
    with pytest.raises(BearerFileError, match="chmod 600"):
        load_bearer(tmp_path / "bearer")


@pytest.mark.parametrize(
    "text", ["", "short", "x" * 31, "x" * 600, "x" * 32 + " y", "ä" * 40, "a\nb" * 20]
)
def test_what_no_header_could_carry_or_anybody_could_guess_is_refused(
    tmp_path: Path, text: str
) -> None:
    path = tmp_path / "bearer"
    path.touch(0o600)
    path.write_text(text)
    with pytest.raises(BearerFileError, match="32 to 512"):
        load_bearer(path)


def test_a_link_and_a_missing_one_are_refused_with_words(tmp_path: Path) -> None:
    with pytest.raises(BearerFileError, match="ostiary init"):
        load_bearer(tmp_path / "bearer")
    write_bearer(tmp_path / "other")
    (tmp_path / "bearer").symlink_to(tmp_path / "other")
    with pytest.raises(BearerFileError, match="plain file"):
        load_bearer(tmp_path / "bearer")
