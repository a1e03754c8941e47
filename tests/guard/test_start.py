"""A server starts whole or not at all: one paragraph on stderr, exit 2."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from notes_example import MakeOffice, Office

from ostiary.bearer import write_bearer

SUPPORT = Path(__file__).parents[1] / "support"
LEAKY = SUPPORT / "leaky_server.py"


@pytest.fixture
def office(office: MakeOffice) -> MakeOffice:
    """Return a maker of offices whose rules fit any server that is started on them."""

    def make(**options: Any) -> Office:
        return office(policy='@id("all") permit (principal, action, resource);', **options)

    return make


def start(place: Office, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    return start_program(LEAKY, place, *arguments, **more)


def start_program(
    program: Path, place: Office, *arguments: str, **more: str
) -> "subprocess.CompletedProcess[str]":
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(place.folder),
        **place.environment(**more),
    }
    return subprocess.run(
        [sys.executable, str(program), *arguments],
        env=environment, capture_output=True, text=True, timeout=60, stdin=subprocess.DEVNULL,
    )  # fmt: skip


def _no_policies(place: Office) -> None:
    (place.folder / "policies" / "bundle.yaml").unlink()


def _bad_rule(place: Office) -> None:
    (place.folder / "policies" / "notes" / "policy.cedar").write_text("permit;")


def _bad_data(place: Office) -> None:
    (place.folder / "policies" / "notes" / "data.yaml").write_text("version: 1\ncolums: {}\n")


def _no_keys(place: Office) -> None:
    (place.folder / "keys.json").unlink()


def _open_keys(place: Office) -> None:
    (place.folder / "keys.json").chmod(0o640)


def _linked_keys(place: Office) -> None:
    (place.folder / "keys.json").rename(place.folder / "other.json")
    (place.folder / "keys.json").symlink_to(place.folder / "other.json")


def _empty_keys(place: Office) -> None:
    (place.folder / "keys.json").write_text("{}")


def _folder_for_state(place: Office) -> None:
    (place.folder / "state.sqlite").mkdir()


def _text_for_state(place: Office) -> None:
    (place.folder / "state.sqlite").write_text("this is no database at all" * 100)


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (_no_policies, "ostiary init"),
        (_bad_rule, "notes/policy.cedar:1: not a Cedar policy"),
        (_bad_data, "no such key; did you mean columns?"),
        (_no_keys, "ostiary init"),
        (_open_keys, "chmod 600"),
        (_linked_keys, "plain file"),
        (_empty_keys, "not one that `ostiary init` made"),
        (_folder_for_state, "cannot"),
        (_text_for_state, "cannot"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_is_wrong_is_said_in_one_paragraph(
    office: MakeOffice, spoil: Callable[[Office], None], message: str
) -> None:
    place = office()
    spoil(place)
    answer = start(place, "--check")
    assert answer.returncode == 2
    assert answer.stdout == ""
    assert message in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("setting", "value", "message"),
    [
        ("OSTIARY_ROLES", "analist", "no such role in bundle.yaml; did you mean analyst?"),
        ("OSTIARY_NOTES_ROTT", "/x", "did you mean OSTIARY_NOTES_ROOT?"),
        ("OSTIARY_POLICES", "/x", "did you mean OSTIARY_POLICIES?"),
        ("OSTIARY_STATE", "mysql://x/y", "only sqlite:/// and postgresql://"),
        ("OSTIARY_PRINCIPAL", "", "OSTIARY_PRINCIPAL"),
        ("OSTIARY_PRINCIPAL", "ann\tben", "OSTIARY_PRINCIPAL: Value error, a name without"),
        ("OSTIARY_PRINCIPAL", "ann ", "OSTIARY_PRINCIPAL"),
        ("OSTIARY_PRINCIPAL", "ann\u202eneb", "OSTIARY_PRINCIPAL"),
    ],
)
def test_a_wrong_setting_is_named(
    office: MakeOffice, setting: str, value: str, message: str
) -> None:
    more: dict[str, Any] = {setting: value}
    answer = start(office(), "--check", **more)
    assert answer.returncode == 2
    assert message in answer.stderr


def test_settings_of_other_servers_are_theirs(office: MakeOffice) -> None:
    place = office()
    assert start(place, "--check", OSTIARY_SQL_URL="sqlite:///x").returncode == 0
    # Longer in common than apart, and yet another server's.
    assert start(place, "--check", OSTIARY_VOTES_ROOT="/x").returncode == 2
    assert start(place, "--check", OSTIARY_CRM_ROOT="/x").returncode == 0


ISSUER = {
    "OSTIARY_AUTH_ISSUER": "https://login.example",
    "OSTIARY_AUTH_AUDIENCE": "ostiary",
    "OSTIARY_AUTH_JWKS_URL": "http://127.0.0.1:9/keys",
}


@pytest.mark.parametrize(
    ("arguments", "settings", "message"),
    [
        (["http"], {}, "`ostiary init` makes one"),
        (["sse"], {"OSTIARY_BEARER": "/nonexistent/b"}, "/nonexistent/b is not there"),
        (["http", "--host", "0.0.0.0"], {}, "nothing says who they are"),
        (["http", "--host", "192.0.2.1"], ISSUER, "without TLS"),
        (["http"], ISSUER, "OSTIARY_AUTH_JWKS_URL: no keys from there"),
        (["http"], {**ISSUER, "OSTIARY_AUTH_JWKS_URL": "http://x.example/"}, "https is wanted"),
        (["http", "--port", "70000"], {}, "--port 70000"),
        (["http"], {"OSTIARY_HTTP_STREAM": "perhaps"}, "OSTIARY_HTTP_STREAM"),
        (["http"], {"OSTIARY_AUTH_NOT_BEFORE": "exp"}, "OSTIARY_AUTH_NOT_BEFORE"),
        (["http"], {"OSTIARY_AUTH_ISSUR": "x"}, "did you mean OSTIARY_AUTH_ISSUER?"),
        (["http"], {"OSTIARY_HTTP_STREAMS": "x"}, "did you mean OSTIARY_HTTP_STREAM?"),
    ],
)
def test_a_network_transport_that_would_not_be_safe_is_refused(
    office: MakeOffice, arguments: list[str], settings: dict[str, str], message: str
) -> None:
    answer = start(office(), "--transport", *arguments, **settings)
    assert answer.returncode == 2
    assert message in answer.stderr
    assert len(answer.stderr.splitlines()) == 1


@pytest.mark.parametrize("lacking", ISSUER)
@pytest.mark.parametrize("transport", ["stdio", "http"])
def test_an_issuer_is_named_whole_or_not_at_all(
    office: MakeOffice, lacking: str, transport: str
) -> None:
    partly = {name: value for name, value in ISSUER.items() if name != lacking}
    answer = start(office(), "--transport", transport, **partly)
    assert answer.returncode == 2
    assert f"{lacking}: not set, and OSTIARY_AUTH_" in answer.stderr


@pytest.mark.parametrize("lacking", ["OSTIARY_TLS_CERT", "OSTIARY_TLS_KEY"])
def test_a_certificate_without_its_key_says_so(office: MakeOffice, lacking: str) -> None:
    (present,) = {"OSTIARY_TLS_CERT", "OSTIARY_TLS_KEY"} - {lacking}
    answer = start(office(), "--check", **{present: "/etc/x.pem"})
    assert answer.returncode == 2
    assert f"{lacking}: not set" in answer.stderr


def test_a_certificate_that_cannot_be_used_says_so(office: MakeOffice) -> None:
    place = office()
    write_bearer(place.folder / "bearer")
    junk = place.folder / "junk.pem"
    junk.write_text("no certificate")
    junk.chmod(0o600)
    files = {"OSTIARY_TLS_CERT": str(junk), "OSTIARY_TLS_KEY": str(junk)}
    answer = start(place, "--transport", "http", **files)
    assert answer.returncode == 2
    assert "cannot be used (SSLError)" in answer.stderr
    junk.chmod(0o604)
    assert "can be read by others" in start(place, "--transport", "http", **files).stderr


def test_check_looks_at_the_network_transports_too(office: MakeOffice) -> None:
    place = office()
    write_bearer(place.folder / "bearer")
    assert start(place, "--check", "--transport", "http").returncode == 0
    (place.folder / "bearer").chmod(0o644)
    answer = start(place, "--check", "--transport", "http")
    assert answer.returncode == 2
    assert "chmod 600" in answer.stderr


def test_check_says_that_it_would_serve_and_help_names_the_settings(office: MakeOffice) -> None:
    checked = start(office(), "--check")
    assert (checked.returncode, checked.stdout) == (0, "")
    assert "ready" in checked.stderr
    assert "OSTIARY_NOTES_ROOT" in start(office(), "--help").stdout


def test_a_server_that_cannot_go_on_says_what_kind_of_error_and_no_more(office: MakeOffice) -> None:
    answer = start_program(SUPPORT / "failing_server.py", office())
    assert answer.returncode == 1
    assert answer.stdout == ""
    said = [line for line in answer.stderr.splitlines() if not line.startswith("{")]
    assert said == ["ostiary-notes: stopped: RuntimeError"]
