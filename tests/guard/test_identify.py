"""Who stands behind a message, and which conversation it names: only from what was verified."""

from types import SimpleNamespace
from typing import Any, cast

import pytest

from ostiary.guard.adapter.context import Context
from ostiary.guard.adapter.identify import CALLER, Identify, handle_of
from ostiary.identity import Principal

OPERATOR = Principal("ann", frozenset({"analyst"}))
CALLER_OF_REQUEST = Principal("bob", frozenset({"analyst", "unheard-of"}))


def context(scope: dict[str, Any] | None = None, meta: Any = None) -> Context:
    """Return as much of the SDK's context as is looked at."""
    request = None if scope is None else SimpleNamespace(scope=scope)
    params = {} if meta is None else {"_meta": meta}
    return cast("Context", SimpleNamespace(request=request, params=params))


def identified(transport: str, ctx: Context) -> Principal | None:
    return Identify(OPERATOR, lambda: transport, lambda: {"analyst"})(ctx)


@pytest.mark.parametrize("transport", ["stdio", "memory"])
def test_where_there_is_no_request_it_is_the_operators_principal(transport: str) -> None:
    assert identified(transport, context()) == OPERATOR


@pytest.mark.parametrize("transport", ["http", "sse"])
def test_over_a_network_nobody_is_the_operator(transport: str) -> None:
    assert identified(transport, context()) is None
    assert identified(transport, context({})) is None


@pytest.mark.parametrize("transport", ["stdio", "memory", "http", "sse"])
@pytest.mark.parametrize("caller", [None, "ann", {"name": "ann"}, True], ids=str)
def test_a_request_that_nobody_verified_has_nobody_behind_it(transport: str, caller: Any) -> None:
    """Such as that of a server which somebody mounted and serves by himself."""
    assert identified(transport, context({CALLER: caller})) is None


@pytest.mark.parametrize("transport", ["http", "sse"])
def test_a_verified_caller_keeps_the_roles_that_the_bundle_knows(transport: str) -> None:
    found = identified(transport, context({CALLER: CALLER_OF_REQUEST}))
    assert found == Principal("bob", frozenset({"analyst"}))


NAME = b"ostiary-conversation"


@pytest.mark.parametrize(
    ("headers", "meta", "handle"),
    [
        ([], None, ""),
        ([(NAME, b"abc")], None, "abc"),
        ([], {"dev.ostiary/conversation": "abc"}, "abc"),
        ([(NAME, b"one")], {"dev.ostiary/conversation": "two"}, "?"),
        ([(NAME, b"one")], {"dev.ostiary/conversation": "one"}, "one"),
        ([(NAME, b"one")], {"other": "two"}, "one"),
        ([(NAME, b"one"), (NAME, b"two")], None, "?"),
        ([(NAME, b"")], None, "?"),
        ([(NAME, b"\xff")], None, "\xff"),
        ([(NAME, b"one")], {"dev.ostiary/conversation": None}, "?"),
        ([], {"dev.ostiary/conversation": ["abc"]}, "?"),
        ([], {"dev.ostiary/conversation": ""}, "?"),
        ([], "dev.ostiary/conversation", ""),
    ],
    ids=str,
)
def test_a_handle_that_is_none_does_not_pass_for_no_handle(
    headers: list[tuple[bytes, bytes]], meta: Any, handle: str
) -> None:
    """A budget would otherwise be shed by naming a conversation badly."""
    assert handle_of(context({"headers": headers}, meta)) == handle


def test_on_stdio_there_are_no_headers() -> None:
    assert handle_of(context(meta={"dev.ostiary/conversation": "abc"})) == "abc"
    assert handle_of(context()) == ""
