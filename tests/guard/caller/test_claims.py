"""Claims of a verified token: every one of them has to hold, whatever the others say."""

from math import inf, nan
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ostiary.guard.caller.claims import LEEWAY_S, Expected, read_claims
from ostiary.guard.caller.reason import Reason, Unverified
from ostiary.identity import Principal

# A loaded machine is no fault of the law.
unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

NOW_S = 1_000_000.0
EXPECTED = Expected("https://login.example", "ostiary", "roles")
GOOD: dict[str, Any] = {
    "iss": "https://login.example", "aud": "ostiary", "exp": NOW_S + 60, "nbf": NOW_S - 60, "sub": "ann",
    "roles": ["analyst"],
}  # fmt: skip

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
    ),
    max_leaves=8,
)


def read(claims: dict[str, Any], expected: Expected = EXPECTED, now_s: float = NOW_S) -> object:
    return read_claims(claims, expected, now_s)


def test_good_claims_name_a_principal() -> None:
    assert read(GOOD) == Principal("ann", frozenset({"analyst"}))


@unhurried
@given(st.dictionaries(st.sampled_from([*GOOD, "iat", "azp"]), json_values))
def test_no_claims_break_it_and_whoever_gets_in_said_everything(claims: dict[str, Any]) -> None:
    found = read(claims)
    assert isinstance(found, Principal | Unverified)
    if isinstance(found, Principal):
        assert {"iss", "aud", "exp", "nbf", "sub"} <= claims.keys()


@unhurried
@given(st.sampled_from(["iss", "aud", "exp", "nbf", "sub"]), json_values)
def test_a_claim_that_is_changed_in_kind_lets_nobody_in(name: str, value: Any) -> None:
    if type(value) is type(GOOD[name]) or (name in {"exp", "nbf"} and type(value) is int):
        return
    if name == "aud" and isinstance(value, list) and "ostiary" in value:
        return
    assert not read({**GOOD, name: value})


@pytest.mark.parametrize("value", [10**400, -(10**400), inf, -inf, nan, 1e300], ids=str)
@pytest.mark.parametrize("name", ["exp", "nbf"])
def test_a_time_that_no_clock_tells_lets_nobody_in(name: str, value: float) -> None:
    assert read({**GOOD, name: value}) == Unverified(Reason.CLAIMS)


@pytest.mark.parametrize(
    ("at_s", "reason"),
    [
        (GOOD["exp"] + LEEWAY_S - 1, None),
        (GOOD["exp"] + LEEWAY_S, Reason.EXPIRED),
        (GOOD["nbf"] - LEEWAY_S, None),
        (GOOD["nbf"] - LEEWAY_S - 1, Reason.EARLY),
    ],
)
def test_clocks_may_differ_by_the_leeway_and_no_more(at_s: float, reason: Reason | None) -> None:
    found = read(GOOD, now_s=at_s)
    assert (found.reason if isinstance(found, Unverified) else None) == reason


@pytest.mark.parametrize(
    ("path", "claims", "roles"),
    [
        ("roles", {"roles": "a b"}, "a b"),
        ("realm_access.roles", {"realm_access": {"roles": ["a"]}}, "a"),
        ("https://x.example/roles", {"https://x.example/roles": ["a"]}, "a"),
        ("resource_access.the.client.roles", {"resource_access": {"the": {"client.roles": ["a"]}}}, "a"),
        ("realm_access.roles", {"realm_access": ["roles"]}, ""),
        ("realm_access.roles", {"realm_access": {"roles": {"a": 1}}}, ""),
        ("a.b.c", {"a": {"b": None}}, ""),
        (".", {".": ["a"]}, "a"),
        ("roles", {"roles": ["a", 7, None, ["b"]]}, "a"),
    ],
)  # fmt: skip
def test_roles_stand_where_the_operator_says(path: str, claims: dict[str, Any], roles: str) -> None:
    others = {name: value for name, value in GOOD.items() if name != "roles"}
    found = read({**others, **claims}, Expected("https://login.example", "ostiary", path))
    assert isinstance(found, Principal)
    assert found.roles == set(roles.split())
