"""A pytest plugin: no setting, file or telemetry of whoever runs the tests takes part in them."""

import json
import os
import shutil
import signal
import tempfile
from pathlib import Path

import pytest

MODEL_SETTINGS = ("OSTIARY_HOST_MODEL_URL", "OSTIARY_HOST_MODEL", "OSTIARY_HOST_API_KEY")
"""The settings of a real model endpoint: given to tests that ask for them, to no others."""

_FOLDERS = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")
_QUIET = {
    "FASTMCP_CHECK_FOR_UPDATES": "off",
    "FASTMCP_ENABLE_RICH_TRACEBACKS": "false",
    "FASTMCP_TELEMETRY_MODE": "propagation_only",
    "OTEL_SDK_DISABLED": "true",
    "DO_NOT_TRACK": "1",
    "NO_COLOR": "1",
}

_HANDED_ON = "TESTS_GIVEN_MODEL"
"""Where pytest-xdist's workers find what the first process took out of the environment."""

_own_folder = pytest.StashKey[Path]()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Set the environment before any test module is imported: settings are read at import time."""
    given = {name: os.environ[name] for name in MODEL_SETTINGS if name in os.environ}
    os.environ.setdefault(_HANDED_ON, json.dumps(given))
    for name in [name for name in os.environ if name.startswith(("OSTIARY_", "FASTMCP_", "MCP_"))]:
        del os.environ[name]
    # A shell starts what it runs in the background deaf to Ctrl-C, and so all that it starts: the
    # tests of an interruption need programs that hear it.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    folder = Path(tempfile.mkdtemp(prefix="ostiary-tests-"))
    config.stash[_own_folder] = folder
    os.environ.update({name: str(folder / name.lower()) for name in _FOLDERS})
    os.environ.update(_QUIET)
    for name in ("FORCE_COLOR", "COLUMNS", "LINES"):
        os.environ.pop(name, None)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Remove the folders that stood in for the user's."""
    if folder := config.stash.get(_own_folder, None):
        shutil.rmtree(folder, ignore_errors=True)


def given_model() -> dict[str, str]:
    """Return the settings of the model endpoint that whoever started the tests named."""
    return json.loads(os.environ.get(_HANDED_ON, "{}"))


@pytest.fixture
def model_settings(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The endpoint's settings, set in the environment too; for tests marked `needs("vllm")`."""
    given = given_model()
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    return given
