"""A pytest plugin: a test that reaches beyond this machine fails, even if its code hides the error.

It covers the test's own process. Children are not watched: tests start only programs of ours.
"""

import ipaddress
import socket
from collections.abc import Callable, Iterator
from typing import Any, cast

import pytest

MODEL_PORTS = frozenset({8000, 11434})
"""Where a host looks for vLLM and Ollama. Closed, so that no test asks a real model by chance."""

attempts: list[str] = []
"""Where the running test tried to go. A test that meant to try empties it."""

_is_model_allowed = False


class BeyondLoopbackError(OSError):
    """A test tried to reach another machine."""


def _is_loopback(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host in (None, "", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host).partition("%")[0]).is_loopback
    except ValueError:
        return False


def _check_address(address: Any) -> None:
    if not isinstance(address, tuple):
        return  # a path: a Unix socket, or netlink
    host, port = cast("tuple[object, object]", address[:2])
    if not _is_loopback(host):
        attempts.append(f"{host}:{port}")
        raise BeyondLoopbackError(f"a test may not reach {host}:{port}")
    if port in MODEL_PORTS and not _is_model_allowed:
        raise ConnectionRefusedError("no model answers in tests that are not marked needs('vllm')")


def _guarded_method(original: Callable[..., Any], at: int) -> Callable[..., Any]:
    def method(self: socket.socket, *args: Any) -> Any:
        _check_address(args[at])
        return original(self, *args)

    return method


def _guarded_lookup(original: Callable[..., Any]) -> Callable[..., Any]:
    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        # A name that is looked up has left the machine already, by way of the name server.
        numeric = kwargs.get("flags", args[4] if len(args) > 4 else 0) & socket.AI_NUMERICHOST
        if not _is_loopback(host) and not numeric:
            attempts.append(f"the name {host}")
            raise BeyondLoopbackError(f"a test may not look up {host}")
        return original(host, *args, **kwargs)

    return getaddrinfo


def pytest_configure() -> None:
    """Close the ways out before the first test module is imported."""
    for name, at in (("connect", 0), ("connect_ex", 0), ("sendto", -1)):
        setattr(socket.socket, name, _guarded_method(getattr(socket.socket, name), at))
    socket.getaddrinfo = _guarded_lookup(socket.getaddrinfo)


@pytest.fixture(autouse=True)
def _loopback_only(request: pytest.FixtureRequest) -> Iterator[None]:  # pyright: ignore[reportUnusedFunction] - pytest calls it
    global _is_model_allowed  # noqa: PLW0603 - the patched methods know no test; this tells them
    needed = {name for mark in request.node.iter_markers("needs") for name in mark.args}
    _is_model_allowed = "vllm" in needed
    attempts.clear()
    yield
    _is_model_allowed = False
    if attempts:
        pytest.fail("reached beyond this machine: " + ", ".join(attempts), pytrace=False)
