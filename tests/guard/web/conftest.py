"""Offices that are served over HTTP, and an issuer of tokens."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from issuer import Issuer
from notes_example import Office, make_office
from web import WebServer

from ostiary.bearer import load_bearer, write_bearer

OPEN = '@id("all") permit (principal in Role::"analyst", action, resource);'
PUBLIC = "version: 1\ndefault: public\n"

Serve = Callable[..., WebServer]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """Return an office where an analyst may do everything."""
    made = make_office(tmp_path_factory.mktemp("office"), policy=OPEN, data=PUBLIC)
    write_bearer(made.folder / "bearer")
    return made


@pytest.fixture(scope="module")
def bearer(place: Office) -> str:
    """Return the secret of the office."""
    return load_bearer(place.folder / "bearer").decode()


@pytest.fixture(scope="module")
def serve(place: Office) -> Iterator[Serve]:
    """Return what starts a server of the office, given arguments and more settings."""
    started: list[WebServer] = []

    def start(*arguments: str, program: Path | None = None, **more: str) -> WebServer:
        options = {} if program is None else {"program": program}
        server = WebServer(place.environment(**more), *arguments, **options)
        started.append(server)
        return server

    yield start
    for server in started:
        server.stop()


@pytest.fixture(scope="module")
def issuer() -> Iterator[Issuer]:
    """Return an issuer."""
    made = Issuer()
    yield made
    made.close()
