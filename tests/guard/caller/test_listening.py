"""Where a server may listen: nothing beyond this machine without verified callers and TLS."""

from typing import Any

import pytest

from ostiary.guard.caller.listening import ListeningError, plan_listening
from ostiary.remote import RemoteSettings

ISSUER: dict[str, Any] = {
    "auth_issuer": "https://login.example",
    "auth_audience": "ostiary",
    "auth_jwks_url": "https://login.example/keys",
}
TLS: dict[str, Any] = {"tls_cert": "/c", "tls_key": "/k"}
PROXY = {"tls_proxy": "192.0.2.1"}
NAMED = {"allowed_hosts": "ostiary.example"}


@pytest.mark.parametrize(
    ("host", "settings", "said"),
    [
        ("0.0.0.0", {}, "nothing says who they are"),
        ("192.0.2.10", TLS, "nothing says who they are"),
        ("::", TLS | NAMED, "nothing says who they are"),
        ("127.0.0.1", PROXY, "OSTIARY_TLS_PROXY lets others in"),
        ("192.0.2.10", ISSUER, "without TLS"),
        ("0.0.0.0", ISSUER | NAMED, "without TLS"),
        ("0.0.0.0", ISSUER | TLS, "OSTIARY_ALLOWED_HOSTS: not set"),
        ("::", ISSUER | PROXY, "OSTIARY_ALLOWED_HOSTS: not set"),
        ("::ffff:127.0.0.1", {}, "nothing says who they are"),
        ("ostiary.example", ISSUER | TLS, "an address of this machine"),
        ("", {}, "an address of this machine"),
        ("127.1", {}, "an address of this machine"),
        ("192.0.2.10", ISSUER | {"tls_proxy": "proxy.example"}, "OSTIARY_TLS_PROXY: proxy.example"),
        ("192.0.2.10", ISSUER | {"tls_proxy": "0.0.0.0/0"}, "that is everybody"),
        ("192.0.2.10", ISSUER | {"tls_proxy": "192.0.2.7/24"}, "an address or a network"),
        ("127.0.0.1", {"allowed_hosts": "ostiary.example:8808"}, "without port"),
        ("127.0.0.1", {"allowed_hosts": "*"}, "without port"),
        ("127.0.0.1", {"allowed_origins": "*"}, "an origin is wanted"),
        ("127.0.0.1", {"allowed_origins": "https://chat.example/x"}, "an origin is wanted"),
        ("127.0.0.1", {"allowed_origins": "null"}, "an origin is wanted"),
    ],
)
def test_it_is_refused_with_words_that_say_what_to_do(
    host: str, settings: dict[str, Any], said: str
) -> None:
    with pytest.raises(ListeningError, match=said):
        plan_listening(RemoteSettings.model_validate(settings), host, 8808)


@pytest.mark.parametrize(
    ("host", "settings"),
    [
        ("127.0.0.1", {}),
        ("127.0.0.9", {}),
        ("::1", {}),
        ("localhost", {}),
        ("127.0.0.1", ISSUER),
        ("127.0.0.1", ISSUER | PROXY | NAMED),
        ("192.0.2.10", ISSUER | TLS),
        ("192.0.2.10", ISSUER | PROXY),
        ("0.0.0.0", ISSUER | TLS | NAMED),
    ],
)
def test_these_are_safe(host: str, settings: dict[str, Any]) -> None:
    assert plan_listening(RemoteSettings.model_validate(settings), host, 8808)


def test_a_port_is_a_port() -> None:
    for port in (-1, 65536):
        with pytest.raises(ListeningError):
            plan_listening(RemoteSettings(), "127.0.0.1", port)


def test_names_are_matched_whole() -> None:
    settings = RemoteSettings.model_validate(NAMED | {"allowed_origins": "https://Chat.example"})
    plan = plan_listening(settings, "::1", 8808)
    for name in ("ostiary.example", "OSTIARY.example:443", "[::1]:8808", "localhost"):
        assert plan.admits_host(name)
    for name in (
        "ostiary.example.evil",
        "x.ostiary.example",
        "ostiary.example:x",
        "::1",
        "",
        "[::1]x",
    ):
        assert not plan.admits_host(name)
    assert plan.admits_origin("https://chat.EXAMPLE")
    for origin in (
        "http://chat.example",
        "https://chat.example:8443",
        "https://chat.example.evil",
        "null",
    ):
        assert not plan.admits_origin(origin)


def test_a_proxy_is_known_by_address_or_network() -> None:
    proxies = {"tls_proxy": "192.0.2.1, 10.1.0.0/16, 2001:db8::/32"}
    settings = RemoteSettings.model_validate(ISSUER | NAMED | proxies)
    plan = plan_listening(settings, "::", 8808)
    for peer in ("192.0.2.1", "10.1.2.3", "2001:db8::1", "::ffff:192.0.2.1"):
        assert plan.admits_peer(peer)
    for peer in ("192.0.2.2", "10.2.0.1", "2001:db9::1", "127.0.0.1", "::1"):
        assert not plan.admits_peer(peer)
