"""On the raw wire, whatever emits: bare FastMCP lets it out, the guard lets nothing out.

The control keeps the other half honest: a mark that no guard holds back is found, on the channel
that its name says, in each era and on each transport.
"""

import base64
from collections import Counter
from collections.abc import Mapping
from typing import Any

import pytest
from canary import asks
from canary.emission import Emission
from canary.mark import forms, leaked, mark
from canary.probes import probes
from canary.run import Heard, drive
from canary.silent import IN_ACCESS_LOG, QUOTED, SILENT, STDERR_ONLY
from hypothesis import given
from hypothesis import strategies as st
from notes_example import MakeOffice, Office

from ostiary.bearer import write_bearer
from ostiary.ledger.read import Reader
from ostiary.ledger.verify import parse_body

OPEN = '@id("all") permit (principal, action, resource);'
WITHHOLD = "version: 1\ndefault: secret\n"
STDIO = ["stdio-modern", "stdio-legacy"]

pytestmark = pytest.mark.timeout(60)


def bare_asks(profile: str) -> list[Emission]:
    openings = asks.openings(is_modern=profile.endswith("modern"))
    return [*openings, *asks.acts(), *asks.echoes(), *asks.bolted()]


def guarded_asks(profile: str) -> list[Emission]:
    """Return all that is asked of the bare server, and of what is bolted on the guarded one."""
    return [*bare_asks(profile), *asks.acts("bolted."), *asks.acts("mounted.")]


def bodies(place: Office) -> list[Mapping[str, Any]]:
    reader = Reader(place.state)
    assert reader.verify().whole
    return [parse_body(entry.body) for entry in reader.entries()]


@pytest.mark.parametrize("profile", SILENT)
def test_bare_fastmcp_lets_every_emission_out(profile: str) -> None:
    emissions = bare_asks(profile)
    others = [] if profile in STDIO else probes("/sse" if profile == "sse-legacy" else "/mcp")
    heard = drive(profile, "bare", emissions, probes=others)
    names = set(asks.names(emissions))
    silent, printed = set(SILENT[profile]), set(STDERR_ONLY[profile])
    assert leaked(names, heard.out) == names - silent - printed
    assert leaked(printed, heard.err) == printed
    assert leaked(silent, heard.out + heard.err) == set()
    asked = [probe.name for probe in others]
    assert leaked(asked, heard.out) == (QUOTED[profile.partition("-")[0]] if others else set())
    assert leaked(asked, heard.err) == (IN_ACCESS_LOG if others else set())


def test_the_control_emits_more_than_the_reference_counted() -> None:
    counts = {
        profile: len(set(asks.names(bare_asks(profile))) - set(silent))
        for profile, silent in SILENT.items()
    }
    assert counts["stdio-modern"] >= 56
    assert counts["stdio-legacy"] >= 57


@pytest.mark.parametrize("profile", SILENT)
def test_behind_the_guard_nothing_leaves(profile: str, office: MakeOffice) -> None:
    place = office(policy=OPEN, data=WITHHOLD)
    secret_file = place.folder / "bearer"
    write_bearer(secret_file)
    headers = {"authorization": f"Bearer {secret_file.read_text(encoding='ascii').strip()}"}
    emissions = guarded_asks(profile)
    others = [] if profile in STDIO else probes("/sse" if profile == "sse-legacy" else "/mcp")
    heard = drive(
        profile, "guarded", emissions, place.environment(), headers=headers, probes=others
    )
    names = [*asks.names(emissions), *(probe.name for probe in others)]
    assert leaked(names, heard.out) == set()
    assert leaked(names, heard.err) == set()
    for file in place.folder.glob("state.sqlite*"):
        assert leaked(names, file.read_bytes()) == set()
    check_that_acts_were_performed(heard, place)
    check_that_nothing_bare_is_offered(heard)
    has_room = not profile.startswith("http-json")
    assert (b"notifications/progress" in heard.out) is has_room, "what may leave beside a result"


def check_that_acts_were_performed(heard: Heard, place: Office) -> None:
    """A body that never ran would leak nothing either."""
    performed = [emission.name for emission in asks.acts()]
    kinds = Counter(body["kind"] for body in bodies(place))
    assert kinds["intent"] >= len(performed)
    assert kinds["intent"] == kinds["outcome"]
    for name in performed:
        answer = heard.answers[name]
        told = str(answer.get("result", answer.get("error")))
        assert "[denied]" not in told, name
        assert "[withheld]" in told or "[crashed]" in told or "[timeout]" in told or "null" in told


def check_that_nothing_bare_is_offered(heard: Heard) -> None:
    for name, answer in heard.answers.items():
        if name.startswith(("bolted.tool", "mounted.tool", "bolted.provided")):
            assert answer["result"]["content"][0]["text"].startswith("[denied]"), name
        elif name.startswith(("bolted.resource", "bolted.prompt", "mounted.")):
            assert answer["error"]["message"].startswith("[denied]"), name
        elif name in {"bolted.method", "bolted.method_raises", "bolted.task_get"}:
            assert answer["error"]["message"] == "Method not found", name


@pytest.mark.parametrize("profile", STDIO)
def test_a_bare_server_that_mounts_a_guarded_one_offers_only_that(
    profile: str, office: MakeOffice
) -> None:
    # What the mounting program prints and logs is its own; its wire is the guard's.
    place = office(policy=OPEN, data=WITHHOLD)
    mounted = [
        Emission(each.name, each.method, {**each.params, "name": "guarded_act"})
        for each in asks.acts()
        if each.method == "tools/call"
    ]
    openings = asks.openings(is_modern=profile == "stdio-modern")
    emissions = [*openings, *asks.acts("bolted."), *asks.bolted(), *mounted]
    heard = drive(profile, "parent", emissions, place.environment())
    assert leaked(asks.names(emissions), heard.out) == set()
    assert sum(body["kind"] == "intent" for body in bodies(place)) >= len(mounted)
    assert "[withheld]" in str(heard.answers["tool.text"])
    check_that_nothing_bare_is_offered(heard)


@pytest.mark.parametrize("number", range(6))
def test_a_mark_is_found_however_it_is_written(number: int) -> None:
    assert leaked(["x", "y"], b"a" + forms(mark("x"))[number] + b"b") == {"x"}


@given(before=st.binary(max_size=8), after=st.binary(max_size=8))
def test_a_mark_is_found_wherever_it_stands_in_base64(before: bytes, after: bytes) -> None:
    encoded = base64.b64encode(before + mark("x").encode() + after)
    assert leaked(["x", "y"], b"data:" + encoded) == {"x"}
