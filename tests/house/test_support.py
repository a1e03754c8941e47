"""The rules for every test are tested too: what is missing is said, nothing leaves."""

import asyncio
import os
import socket
from pathlib import Path

import loopback_only
import pytest
from loopback_only import BeyondLoopbackError

NEEDY = """
import pytest

@pytest.mark.needs("%s")
def test_needy():
    pass
"""


@pytest.fixture
def suite(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> pytest.Pytester:
    """A test suite of its own, with the plugin and a capability that no machine has."""
    from capabilities import CAPABILITIES, Capability

    absent = Capability("unicorn", lambda: False, "Catch one.")
    monkeypatch.setitem(CAPABILITIES, "unicorn", absent)
    pytester.makeini("[pytest]\nmarkers = needs(*names): as in the repository")
    return pytester


def run(suite: pytest.Pytester, *args: str) -> pytest.RunResult:
    return suite.runpytest_inprocess("-p", "needed_capabilities", "-p", "no:asyncio", *args)


def test_what_is_missing_is_named_with_a_way_to_get_it(suite: pytest.Pytester) -> None:
    suite.makepyfile(NEEDY % "unicorn")
    result = run(suite)
    result.assert_outcomes(skipped=1)
    result.stdout.fnmatch_lines(["unicorn: 1 test skipped. Catch one."])


def test_require_makes_the_skip_a_failure(suite: pytest.Pytester) -> None:
    suite.makepyfile(NEEDY % "unicorn")
    result = run(suite, "--require", "dash,unicorn")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*--require unicorn: absent. Catch one.*"])
    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_require_of_something_unknown_ends_the_run(suite: pytest.Pytester) -> None:
    suite.makepyfile(NEEDY % "unicorn")
    result = run(suite, "--require", "postgers")
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*postgers: no such capability; did you mean postgres?"])


def test_a_misspelt_need_ends_the_run(suite: pytest.Pytester) -> None:
    suite.makepyfile(NEEDY % "unicron")
    result = run(suite)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines(["*did you mean unicorn?"])


@pytest.fixture
def attempts() -> list[str]:
    """What the guard noted; emptied afterwards, so that the test that provoked it may pass."""
    return loopback_only.attempts


def test_a_test_cannot_reach_another_machine(attempts: list[str]) -> None:
    with pytest.raises(BeyondLoopbackError), socket.socket() as unconnected:
        unconnected.connect(("192.0.2.1", 80))
    assert attempts == ["192.0.2.1:80"]
    attempts.clear()


async def test_an_event_loop_cannot_either(attempts: list[str]) -> None:
    with pytest.raises(BeyondLoopbackError):
        await asyncio.open_connection("192.0.2.1", 80)
    assert attempts == ["192.0.2.1:80"]
    attempts.clear()


def test_no_name_is_looked_up(attempts: list[str]) -> None:
    with pytest.raises(BeyondLoopbackError):
        socket.create_connection(("www.example.com", 80))
    assert attempts == ["the name www.example.com"]
    attempts.clear()


def test_loopback_is_open() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


@pytest.mark.parametrize("port", sorted(loopback_only.MODEL_PORTS))
def test_no_real_model_answers(port: int) -> None:
    with pytest.raises(ConnectionRefusedError, match="no model"):
        socket.create_connection(("127.0.0.1", port))


def test_settings_of_the_person_at_the_keyboard_take_no_part() -> None:
    assert [name for name in os.environ if name.startswith("OSTIARY_")] == []
    assert not Path(os.environ["XDG_DATA_HOME"]).is_relative_to(Path.home())
