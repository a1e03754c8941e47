"""The demonstration from end to end: real servers, guard, database and record; a scripted model."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest


@pytest.mark.timeout(180)
def test_the_demonstration_shows_what_it_claims(tmp_path: Path) -> None:
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith("OSTIARY_")
    }
    home = tmp_path / "home"
    home.mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "ostiary_host.demo", "--scripted", "--keep", tmp_path / "kept"],
        env=inherited | {"HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=170,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("The model is SCRIPTED")
    assert "NOT SEEN" not in done.stdout
    assert done.stdout.count("  seen  ") == 8
    assert re.search(r"\d+ customers let \d+ subscriptions lapse", done.stdout)
    assert re.search(r"\| EMAIL-[0-9a-z]{10} \|", done.stdout)
    assert re.search(r"I know \d+ contacts, each by a pseudonym", done.stdout)
    assert "decision  refused: denied" in done.stdout
    # No address of a contact is anywhere in what a human was shown.
    assert "@example.com" not in done.stdout
    assert "\x1b" not in done.stdout
    # It keeps to its folder: nothing was left in the home of whoever ran it.
    assert not list(home.rglob("*ostiary*"))
