"""The command line from outside: exit codes, and answer and speech kept apart."""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from threading import Event as Flag
from typing import Any

import pytest

from ostiary.testing.scripted_model import Call, Say, ScriptedModel

SERVER = '''
from fastmcp import FastMCP
mcp = FastMCP("sums")
@mcp.tool
def add(a: int, b: int) -> int:
    """Return the sum."""
    print("noise on standard output")
    return a + b
mcp.run(show_banner=False)
'''


def _run(*args: str | Path, **environ: str) -> subprocess.CompletedProcess[str]:
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith("OSTIARY_")
    }
    return subprocess.run(
        [sys.executable, "-m", "ostiary_host.cli", *args],
        env=inherited | environ,
        capture_output=True,
        text=True,
        timeout=50,
        stdin=subprocess.DEVNULL,
    )


@pytest.fixture
def config(tmp_path: Path) -> Path:
    server = tmp_path / "server.py"
    server.write_text(SERVER)
    broken = "import sys; sys.exit('no policies: run ostiary init')"
    servers: dict[str, Any] = {
        "sums": {"command": sys.executable, "args": [str(server)]},
        "broken": {"command": sys.executable, "args": ["-c", broken]},
        "absent": {"command": str(tmp_path / "absent")},
    }
    path = tmp_path / "mcp.json"
    path.write_text(json.dumps({"mcpServers": servers}))
    return path


@pytest.mark.timeout(60)
def test_the_answer_goes_to_standard_output_and_each_call_to_standard_error(config: Path) -> None:
    with ScriptedModel([Call("sums_add", {"a": 2, "b": 3}), Say("It is 5.")]) as model:
        done = _run("ask", "2+3?", "--config", config, OSTIARY_HOST_MODEL_URL=model.url)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "It is 5.\n"
    assert "scripted: no language model" in done.stderr
    assert 'sums.add {"a":2,"b":3}' in done.stderr
    assert "no policies: run ostiary init" in done.stderr
    assert "server absent" in done.stderr
    assert "\x1b" not in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.timeout(60)
def test_a_limit_ends_with_1_and_json_events_tell_the_story(config: Path) -> None:
    script = [Call("sums_add", {"a": 2, "b": 3}), Say("I stop here.")]
    with ScriptedModel(script) as model:
        done = _run(
            *("ask", "2+3?", "--config", config, "--json", "--max-turns", "1"),
            *("--model-url", model.url, "--no-stream"),
        )
    assert done.returncode == 1, done.stderr
    events = [json.loads(line) for line in done.stdout.splitlines()]
    names = [event["event"] for event in events]
    for name in ("model_chosen", "server_ready", "server_failed", "call_started", "call_ended"):
        assert name in names
    assert events[-1]["event"] == "answered"
    assert (events[-1]["stop"], events[-1]["text"]) == ("turns", "I stop here.")
    assert [request["stream"] for request in model.requests] == [False, False]


def test_no_endpoint_ends_with_2_and_says_what_to_do(config: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{probe.getsockname()[1]}/v1"
    done = _run("ask", "hi", "--config", config, "--model-url", url)
    assert done.returncode == 2
    assert done.stdout == ""
    assert f"Nothing answers at {url}" in done.stderr


@pytest.mark.timeout(60)
def test_no_server_ends_with_2_and_the_reason_of_each(tmp_path: Path) -> None:
    path = tmp_path / "mcp.json"
    path.write_text(json.dumps({"mcpServers": {"gone": {"command": str(tmp_path / "gone")}}}))
    with ScriptedModel([]) as model:
        done = _run("ask", "hi", "--config", path, "--model-url", model.url)
    assert done.returncode == 2
    assert "server gone: It did not start" in done.stderr
    assert "nothing to ask with" in done.stderr


MISTAKES = {
    "no-command": ((), "usage"),
    "no-question": (("ask",), "question"),
    "unknown-option": (("ask", "hi", "--colour"), "unrecognized"),
    "no-turns": (("ask", "hi", "--max-turns", "0"), "max_turns must be greater than 0"),
    "no-config": (("ask", "hi", "--config", "/nonexistent.json"), "cannot be read"),
    "no-key": (("ask", "hi", "--api-key-file", "/nonexistent"), "key cannot be read"),
}


@pytest.mark.parametrize(("args", "words"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_on_the_command_line_ends_with_2(args: tuple[str, ...], words: str) -> None:
    done = _run(*args)
    assert done.returncode == 2
    assert done.stdout == ""
    assert words in done.stderr


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.write_text("secret-key\n")
    key.chmod(0o644)
    done = _run("ask", "hi", "--api-key-file", key)
    assert done.returncode == 2
    assert "chmod 600" in done.stderr
    assert "secret-key" not in done.stderr


@pytest.mark.timeout(60)
def test_an_interruption_stops_at_once_without_a_traceback(config: Path) -> None:
    reached, release = Flag(), Flag()

    def hang(_messages: Any) -> Say:
        reached.set()
        release.wait(40)
        return Say("too late")

    with ScriptedModel([hang]) as model:
        command = ["ask", "hi", "--config", str(config), "--model-url", model.url]
        running = subprocess.Popen(
            [sys.executable, "-m", "ostiary_host.cli", *command],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            assert reached.wait(40)
            running.send_signal(signal.SIGINT)
            answer, speech = running.communicate(timeout=15)
        finally:
            running.kill()
            running.communicate()
            release.set()
    assert running.returncode == 130
    assert answer == ""
    assert "Interrupted" in speech
    assert "Traceback" not in speech
