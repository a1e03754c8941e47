"""The script `run`: plain POSIX, quiet, and clear about what it cannot do."""

import os
import subprocess
from pathlib import Path

import pytest
from source_tree import ROOT

ENVIRONMENT = {"PATH": os.environ["PATH"], "HOME": os.environ.get("HOME", "")}


def run(*args: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(ROOT / "run"), *args],
        env=ENVIRONMENT | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        cwd="/",
    )


@pytest.mark.parametrize("word", ["help", "--help", "-h"])
def test_help_names_every_command(word: str) -> None:
    done = run(word)
    assert done.returncode == 0
    assert done.stderr == ""
    for command in ("demo", "test", "bench", "check", "lock"):
        assert f"./run {command}" in done.stdout


def test_an_unknown_command_is_an_error_of_use() -> None:
    done = run("dmeo")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "no command dmeo" in done.stderr


def test_it_says_which_python_it_wants(tmp_path: Path) -> None:
    # A place with the few programs that the script uses before it looks for Python, and no Python.
    for name in ("sh", "dirname", "cat", "cksum", "mkdir"):
        found = next(
            Path(place) / name for place in ("/usr/bin", "/bin") if (Path(place) / name).exists()
        )
        (tmp_path / name).symlink_to(found)
    checkout = tmp_path / "a checkout"
    checkout.mkdir()
    (checkout / "run").write_bytes((ROOT / "run").read_bytes())
    (checkout / "run").chmod(0o755)
    done = subprocess.run(
        [str(tmp_path / "sh"), str(checkout / "run"), "demo"],
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 2
    assert "no Python >= 3.11" in done.stderr


@pytest.mark.parametrize("script", ["run"])
@pytest.mark.needs("dash")
def test_a_strict_posix_shell_reads_it(script: str) -> None:
    done = subprocess.run(["dash", "-n", str(ROOT / script)], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_scripts_may_be_run() -> None:
    assert os.access(ROOT / "run", os.X_OK)
    assert os.access(ROOT / ".ci/run", os.X_OK)
