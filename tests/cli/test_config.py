"""What is printed for a client is all that it needs: servers start from it in an empty environment."""

import json
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastmcp import Client
from fastmcp.client.transports import StreamableHttpTransport
from printed import BareServer, Started, running, started_servers

OSTIARY = Path(sys.executable).parent / "ostiary"
STDIO = ("claude-desktop", "vscode", "mcp-json", "open-webui")
COUNT = "SELECT COUNT(*) AS n FROM customers"

Run = Callable[..., "subprocess.CompletedProcess[str]"]

pytestmark = pytest.mark.timeout(120)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty home."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def run(home: Path) -> Run:
    """Runs the operator's command, with no more of an environment than a home."""

    def run(*arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [str(OSTIARY), *arguments],
            env={"HOME": str(home), **more},
            cwd=home,
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run


@pytest.fixture
def ready(run: Run) -> Run:
    assert run("init").returncode == 0
    return run


def printed(answer: "subprocess.CompletedProcess[str]") -> str:
    assert answer.returncode == 0, answer.stderr
    return answer.stdout


def servers_of(run: Run, client: str, *more: str, **settings: str) -> list[Started]:
    stdio = ("--transport", "stdio") if client == "open-webui" else ()
    answer = run("config", client, "--roles", "analyst", *stdio, *more, **settings)
    return started_servers(client, printed(answer))


def test_a_newcomer_comes_from_an_empty_home_to_a_verified_answer(run: Run, home: Path) -> None:
    made = run("init")
    assert "ostiary config claude-desktop --roles analyst" in made.stderr
    (server,) = servers_of(run, "claude-desktop")
    with BareServer(server) as bare:
        tools = {tool["name"] for tool in bare.request("tools/list")["tools"]}
        assert {"list_tables", "describe_table", "run_query", "explain_query"} <= tools
        asked: dict[str, Any] = {"name": "run_query", "arguments": {"sql": COUNT}}
        result = bare.request("tools/call", **asked)
        assert result["isError"] is False, result
        assert result["structuredContent"]["rows"][0][0] > 0
    assert "whole: " in printed(run("audit", "verify"))
    tail = printed(run("audit", "tail"))
    assert "sql.run_query" in tail
    assert all(Path(path).is_relative_to(home) for path in (made.stdout.split()[1::2]))


@pytest.mark.parametrize("client", STDIO)
def test_servers_start_from_what_is_printed_and_answer(ready: Run, client: str) -> None:
    servers = servers_of(ready, client)
    assert [server.name for server in servers] == ["sql"]
    for server in servers:
        with BareServer(server) as bare:
            assert bare.request("tools/list")["tools"]
            called = bare.request("tools/call", name="list_tables", arguments={})
            assert called["isError"] is False


def test_what_was_set_is_spelled_out_and_absolute(ready: Run, home: Path) -> None:
    settings = {"OSTIARY_SQL_URL": "sqlite:///mine.sqlite", "OSTIARY_SQL_MAX_ROWS": "7"}
    settings |= {"OSTIARY_PRINCIPAL": "ada", "OSTIARY_STATE": "sqlite:///s.sqlite"}
    (server,) = servers_of(ready, "mcp-json", "sql", **settings)
    told = server.environment
    assert told["OSTIARY_SQL_URL"] == f"sqlite:///{home / 'mine.sqlite'}"
    assert told["OSTIARY_STATE"] == f"sqlite:///{home / 's.sqlite'}"
    assert (told["OSTIARY_SQL_MAX_ROWS"], told["OSTIARY_PRINCIPAL"]) == ("7", "ada")
    for name in ("OSTIARY_POLICIES", "OSTIARY_KEYS", "OSTIARY_DATA"):
        assert Path(told[name]).is_relative_to(home)
    assert "OSTIARY_SQL_TIMEOUT_S" not in told, "a default is the server's to choose"


def test_roles_come_from_the_command_line_else_from_the_environment(ready: Run) -> None:
    def roles(*arguments: str, **settings: str) -> str:
        answer = ready("config", "mcp-json", *arguments, **settings)
        (server,) = started_servers("mcp-json", printed(answer))
        return server.environment["OSTIARY_ROLES"]

    assert roles(OSTIARY_ROLES="auditor") == "auditor"
    assert roles("--roles", "analyst,auditor", OSTIARY_ROLES="auditor") == "analyst,auditor"
    assert roles() == ""


def test_no_role_is_said_with_the_roles_that_there_are(ready: Run) -> None:
    answer = ready("config", "claude-desktop")
    assert answer.returncode == 0
    assert "nothing is permitted" in answer.stderr
    assert "analyst, auditor" in answer.stderr


def test_without_a_role_the_server_starts_and_lists_nothing(ready: Run) -> None:
    (server,) = started_servers("mcp-json", printed(ready("config", "mcp-json")))
    with BareServer(server) as bare:
        called = bare.request("tools/call", name="list_tables", arguments={})
        assert called["content"][0]["text"].startswith("[denied]")


def test_stdout_is_the_paste_and_stderr_says_where(ready: Run) -> None:
    answer = ready("config", "claude-desktop", "--roles", "analyst")
    json.loads(answer.stdout)
    assert "claude_desktop_config.json" in answer.stderr


def test_json_tells_a_program_all_of_it(ready: Run) -> None:
    answer = ready("config", "claude-desktop", "--roles", "analyst", "--json")
    told = json.loads(printed(answer))
    assert answer.stderr == ""
    assert told["transport"] == "stdio"
    assert told["paste"] == json.loads(
        printed(ready("config", "claude-desktop", "--roles", "analyst"))
    )
    # What cannot start without a setting is not put into a configuration in silence.
    assert told["notes"] == ["filesystem is left out: OSTIARY_FILESYSTEM_ROOTS is not set"]


def test_a_password_in_a_setting_is_pointed_out(ready: Run) -> None:
    url = "mysql://ann:hunter2@db.example/business"
    answer = ready("config", "mcp-json", "--roles", "analyst", OSTIARY_SQL_URL=url)
    assert "OSTIARY_SQL_PASSWORD_FILE" in answer.stderr
    assert "hunter2" not in answer.stderr


MISTAKES: dict[str, tuple[tuple[str, ...], str]] = {
    "server": (("mcp-json", "sqk"), "did you mean sql?"),
    "role": (("mcp-json", "--roles", "analist"), "did you mean analyst?"),
    "address": (("mcp-json", "--http", "localhost:8808"), "http://127.0.0.1:8808/mcp"),
    "password": (("mcp-json", "--http", "http://a:b@127.0.0.1/mcp"), "--http wants an address"),
    "both": (("mcp-json", "--http", "http://127.0.0.1/", "--transport", "stdio"), "--transport"),
    "claude-http": (("claude-desktop", "--transport", "http"), "starts the server itself"),
    "no-secret": (("vscode", "--transport", "http"), "bearer"),
}


@pytest.mark.parametrize(("arguments", "words"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_ends_with_2_and_says_what_is_right(
    ready: Run, home: Path, arguments: tuple[str, ...], words: str
) -> None:
    if words == "bearer":
        (home / ".config/ostiary/bearer").unlink(missing_ok=True)
    answer = ready("config", *arguments)
    assert (answer.returncode, answer.stdout) == (2, "")
    assert words in answer.stderr
    assert "Traceback" not in answer.stderr


def test_without_a_bundle_nothing_is_printed(run: Run) -> None:
    answer = run("config", "mcp-json")
    assert (answer.returncode, answer.stdout) == (2, "")
    assert "ostiary init" in answer.stderr


@pytest.fixture
def secret(home: Path, ready: Run) -> str:
    path = home / ".config/ostiary/bearer"
    path.write_text("made-up-secret-of-32-letters-at-least\n")
    path.chmod(0o600)
    return "made-up-secret-of-32-letters-at-least"


def over_http(ready: Run, client: str, *more: str, **settings: str) -> Any:
    answer = ready("config", client, "--roles", "analyst", *more, "--json", **settings)
    return json.loads(printed(answer))


def test_open_webui_is_given_connections_with_the_secret_and_no_reader(
    ready: Run, secret: str
) -> None:
    told = over_http(ready, "open-webui")
    (connection,) = told["paste"]
    assert connection["url"] == "http://127.0.0.1:8808/mcp"
    assert (connection["type"], connection["auth_type"]) == ("mcp", "bearer")
    assert connection["key"] == secret
    assert connection["config"] == {"enable": True, "access_grants": []}
    assert any("secret" in note for note in told["notes"])


def test_vs_code_asks_for_the_secret_and_the_paste_does_not_hold_it(
    ready: Run, secret: str
) -> None:
    told = over_http(ready, "vscode", "--transport", "http")
    assert secret not in json.dumps(told)
    (question,) = told["paste"]["inputs"]
    assert question["password"] is True
    entry = told["paste"]["servers"]["sql"]
    assert entry["type"] == "http"
    assert entry["headers"]["Authorization"] == "Bearer ${input:" + question["id"] + "}"
    assert any("bearer" in note for note in told["notes"])


def test_mcp_json_holds_address_and_header(ready: Run, secret: str) -> None:
    told = over_http(ready, "mcp-json", "--http", "http://127.0.0.1:9000/mcp")
    assert told["paste"]["mcpServers"]["sql"] == {
        "type": "http",
        "url": "http://127.0.0.1:9000/mcp",
        "headers": {"Authorization": f"Bearer {secret}"},
    }
    (start,) = told["start"]
    assert start.endswith("ostiary-sql --transport http --port 9000")
    assert secret not in start


HTTP: dict[str, Callable[[Any, str], tuple[str, str]]] = {
    "open-webui": lambda paste, _: (paste[0]["url"], f"Bearer {paste[0]['key']}"),
    "mcp-json": lambda paste, _: (
        paste["mcpServers"]["sql"]["url"],
        paste["mcpServers"]["sql"]["headers"]["Authorization"],
    ),
    # VS Code puts its user's answer in the place of the question.
    "vscode": lambda paste, secret: (
        paste["servers"]["sql"]["url"],
        paste["servers"]["sql"]["headers"]["Authorization"].replace(
            "${input:ostiary-bearer}", secret
        ),
    ),
}
"""How each client reads address and authorization in what it is given."""


@pytest.mark.parametrize("client", HTTP)
async def test_a_server_started_as_said_answers_at_the_address_that_is_printed(
    ready: Run, home: Path, client: str
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = over_http(ready, client, "--http", f"http://127.0.0.1:{port}/mcp")
    secret = (home / ".config/ostiary/bearer").read_text().strip()
    url, authorization = HTTP[client](told["paste"], secret)
    (start,) = told["start"]
    with running(start) as speech:
        headers = {"Authorization": authorization}
        async with Client(StreamableHttpTransport(url, headers=headers)) as reached:
            assert await reached.list_tools()
            result = await reached.call_tool("run_query", {"sql": COUNT})
        assert result.structured_content is not None
        assert result.structured_content["row_count"] == 1
    assert secret.encode() not in b"".join(speech)


def test_off_this_machine_the_secret_of_this_machine_is_not_sent(ready: Run, secret: str) -> None:
    told = over_http(ready, "mcp-json", "--http", "https://mcp.example/{server}/mcp")
    assert told["paste"]["mcpServers"]["sql"] == {
        "type": "http",
        "url": "https://mcp.example/sql/mcp",
    }
    assert told["start"] == []
    assert secret not in json.dumps(told)


def test_claude_desktop_takes_an_address_from_outside_as_it_stands(ready: Run) -> None:
    address = "https://mcp.example/mcp"
    assert printed(ready("config", "claude-desktop", "--http", address)) == f"{address}\n"


def test_a_secret_that_others_can_read_is_refused(ready: Run, home: Path, secret: str) -> None:
    (home / ".config/ostiary/bearer").chmod(0o644)
    answer = ready("config", "open-webui")
    assert answer.returncode == 2
    assert "chmod 600" in answer.stderr
    assert secret not in answer.stderr
