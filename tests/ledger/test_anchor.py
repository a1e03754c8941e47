"""Anchors: a file, the system's log, a service; one that fails is told of and tried again."""

import asyncio
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from pathlib import Path

import pytest
from notary import anchored_in, signing_ledger

from ostiary.ledger.anchor import open_anchor
from ostiary.ledger.checkpoint import parse_line
from ostiary.ledger.read import Reader
from ostiary.ledger.store import LedgerError


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'state.sqlite'}"


class Service(BaseHTTPRequestHandler):
    status = 201
    got: list[bytes]

    def do_POST(self) -> None:
        self.got.append(self.rfile.read(int(self.headers["Content-Length"])))
        self.send_response(self.status)
        self.end_headers()

    def log_message(self, *_: object) -> None:  # type: ignore[override]
        pass


@pytest.fixture
def service() -> Iterator[tuple[str, type[Service]]]:
    class Own(Service):
        got: list[bytes] = []

    with HTTPServer(("127.0.0.1", 0), Own) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/anchor?x=1", Own
        server.shutdown()
        thread.join()


def test_a_service_gets_each_checkpoint(url: str, service: tuple[str, type[Service]]) -> None:
    anchor, own = service
    signing_ledger(url, anchor).close()
    assert [parse_line(got.decode()).position for got in own.got] == [0, 1]


def test_the_systems_log_gets_each_checkpoint(url: str, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as log:
        log.bind(str(tmp_path / "log"))
        log.settimeout(5)
        signing_ledger(url, f"syslog://{tmp_path / 'log'}").close()
        lines = [log.recv(8192).decode() for _ in range(2)]
    assert all(line.startswith("<85>ostiary-checkpoint: {") for line in lines)
    assert [parse_line(line).position for line in lines] == [0, 1]


def test_a_file_is_only_appended_to_and_not_through_a_link(url: str, tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("kept\n")
    (tmp_path / "link").symlink_to(tmp_path / "kept")
    signing_ledger(url, f"file://{tmp_path / 'link'}").close()
    assert (tmp_path / "kept").read_text() == "kept\n"
    signing_ledger(url, f"file://{tmp_path / 'kept'}").close()
    assert (tmp_path / "kept").read_text().startswith("kept\n{")


async def test_an_anchor_that_fails_is_on_record_tried_again_and_blocks_nothing(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ostiary.ledger.keeper.TICK_S", 0.05)
    folder = tmp_path / "later"
    ledger = signing_ledger(url, f"file://{folder / 'anchor'}")
    await ledger.note({"kind": "note"})

    def told() -> list[str]:
        return [entry.body for entry in Reader(url).entries() if '"kind":"anchor"' in entry.body]

    wait_for(lambda: len(told()) == 1)
    await asyncio.sleep(0.2)
    assert '"state":"failing"' in told()[0]
    assert "FileNotFoundError" in told()[0]
    assert len(told()) == 1, "once, not at each try"
    folder.mkdir()
    wait_for(lambda: len(told()) == 2)
    assert '"state":"restored"' in told()[1]
    assert anchored_in(folder / "anchor")[0].position == 0
    ledger.close()


@pytest.mark.parametrize("status", [302, 400, 503])
def test_a_service_that_does_not_accept_has_not_got_it(
    url: str, service: tuple[str, type[Service]], status: int
) -> None:
    anchor, own = service
    own.status = status
    signing_ledger(url, anchor).close()
    assert any('"state":"failing"' in entry.body for entry in Reader(url).entries())


class Dripping(BaseHTTPRequestHandler):
    """Answers a byte at a time, each in time."""

    def do_POST(self) -> None:
        with suppress(OSError):
            while True:
                self.wfile.write(b"x" if self.path == "/line" else b"HTTP/1.1 200 \r\nX: y\r\n")
                time.sleep(0.02)

    def log_message(self, *_: object) -> None:  # type: ignore[override]
        pass


@pytest.mark.parametrize("path", ["line", "headers"])
def test_a_service_that_drips_keeps_no_ledger_from_being_closed(
    url: str, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.setattr("ostiary.ledger.anchor.TIMEOUT_S", 0.3)
    with ThreadingHTTPServer(("127.0.0.1", 0), Dripping) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        signing_ledger(url, f"http://127.0.0.1:{server.server_port}/{path}").close()
        server.shutdown()
        thread.join()
    assert any('"state":"failing"' in entry.body for entry in Reader(url).entries())


def test_a_pipe_that_nobody_reads_keeps_no_ledger_from_being_closed(
    url: str, tmp_path: Path
) -> None:
    os.mkfifo(tmp_path / "pipe")
    signing_ledger(url, f"file://{tmp_path / 'pipe'}").close()
    assert any('"state":"failing"' in entry.body for entry in Reader(url).entries())


@pytest.mark.parametrize(
    "bad", ["/path", "file:relative", "http://example.com/", "ftp://x/y", "file://host/x", "https:"]
)
def test_what_is_no_anchor_is_refused(bad: str) -> None:
    with pytest.raises(LedgerError, match="OSTIARY_ANCHOR"):
        open_anchor(bad)


def test_a_ledger_whose_anchor_is_wrong_does_not_open(url: str) -> None:
    with pytest.raises(LedgerError, match="OSTIARY_ANCHOR"):
        signing_ledger(url, "nowhere")


def wait_for(condition: object) -> None:
    for _ in range(400):
        if condition():  # type: ignore[operator]
            return
        time.sleep(0.025)
    raise AssertionError("it never came to be")
