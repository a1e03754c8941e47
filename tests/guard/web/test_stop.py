"""A server that is told to stop lets what runs end, and says how it ended."""

import signal
import socket
import threading
from collections.abc import Callable

import pytest
from notes_example import Office
from records import records
from web import Reply, WebServer

from ostiary.guard.adapter.web.serve import bind
from ostiary.guard.caller.listening import plan_listening
from ostiary.remote import RemoteSettings

pytestmark = pytest.mark.timeout(60)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("stream", ["false", "true"])
def test_a_running_call_is_answered_and_settled(
    serve: Callable[..., WebServer],
    place: Office,
    bearer: str,
    number: int,
    stream: str,
) -> None:
    server = serve(OSTIARY_HTTP_STREAM=stream)
    answers: list[Reply] = []

    def nap() -> None:
        answers.append(server.call("nap", bearer=bearer, seconds=1.5))

    before = len(records(place, "intent"))
    client = threading.Thread(target=nap)
    client.start()
    while len(records(place, "intent")) == before:
        pass
    server.signal(number)
    client.join()
    assert server.wait() == (130 if number == signal.SIGINT else 0)
    assert answers[0].status == 200
    assert b"awake" in answers[0].body
    assert records(place, "outcome")[-1]["outcome"] == "ok"
    with pytest.raises(ConnectionRefusedError):
        server.connect()


def test_a_port_that_is_taken_is_named(place: Office) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(AssertionError, match=f"--port {port}: Address already in use"):
            WebServer(place.environment(), "--port", str(port))


def test_no_answer_waits_for_an_acknowledgement() -> None:
    """asyncio sends at once only on sockets that say they are TCP."""
    with bind(plan_listening(RemoteSettings(), "127.0.0.1", 0)) as bound:
        assert bound.proto == socket.IPPROTO_TCP
