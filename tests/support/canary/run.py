"""One profile driven to its end: a build, a transport and an era, and every byte that came back."""

import os
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import Any

from http_wire import HttpWire, Served, SseWire
from wire import Wire

from canary.emission import Emission
from canary.probes import Probe

PROGRAM = Path(__file__).parents[1] / "canary_server.py"
_LATE_S = 0.3
"""How long what is sent after the last answer has to arrive; it is sent after 0.05 s."""


@dataclass(slots=True)
class Heard:
    """What came back.

    Args:
        out: Every byte on the wire.
        err: Every byte that the process printed.
        answers: The frame that answered each emission, by its name.
    """

    out: bytes = b""
    err: bytes = b""
    answers: dict[str, dict[str, Any]] = field(default_factory=dict[str, dict[str, Any]])


def drive(
    profile: str,
    build: str,
    emissions: Sequence[Emission],
    environment: Mapping[str, str] | None = None,
    *,
    headers: Mapping[str, str] | None = None,
    probes: Sequence[Probe] = (),
) -> Heard:
    """Return what came back of all `emissions`, asked of one process.

    Args:
        profile: Transport and era, such as `http-json-legacy`.
        build: The server's, as `canary_server.py` calls it.
        emissions: What to ask, in order.
        environment: The server's, beside what every process needs.
        headers: What every HTTP request carries.
        probes: HTTP requests to make after the emissions.
    """
    transport, _, era = profile.rpartition("-")
    environment = {"PATH": os.environ["PATH"], "HOME": os.devnull, **(environment or {})}
    if build == "guarded" and transport.startswith("http"):
        # Ours is told by a setting whether answers are streams; the bare one by its transport.
        environment["OSTIARY_HTTP_STREAM"] = str(transport == "http").lower()
        transport = "http"
    arguments = [build, "--transport", transport]
    heard = Heard()
    if transport == "stdio":
        wire = Wire(PROGRAM, environment, is_modern=era == "modern", arguments=arguments)
        _ask(wire, emissions, heard)
        wire.close()
        heard.out, heard.err = wire.out, wire.err
        return heard
    served = Served(PROGRAM, environment, arguments, headers)
    try:
        line = (
            SseWire(served) if transport == "sse" else HttpWire(served, is_modern=era == "modern")
        )
        _ask(line, emissions, heard)
        line.close()
        for probe in probes:
            with suppress(OSError, HTTPException):
                _send(served, probe)
    finally:
        served.close()
    heard.out, heard.err = served.out, served.err
    return heard


def _ask(line: Wire | HttpWire | SseWire, emissions: Sequence[Emission], heard: Heard) -> None:
    for emission in emissions:
        heard.answers[emission.name] = line.request(emission.method, emission.params)
    time.sleep(_LATE_S)


def _send(served: Served, probe: Probe) -> None:
    connection, response = served.open(probe.method, probe.path, probe.body, probe.headers)
    stream = "text/event-stream" in (response.getheader("content-type") or "")
    served.keep(response.readline() if stream else response.read())
    connection.close()
