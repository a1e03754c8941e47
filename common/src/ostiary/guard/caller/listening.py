"""Where a server may listen and for whom: the rules of start-up, from the operator's settings.

Pure. Nothing listens beyond this machine without verified callers and TLS, its own or a proxy's.
"""

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ostiary.remote import RemoteSettings

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "[::1]"})
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::[0-9]{1,5})?")
_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://[^/\s?#@]+")


class ListeningError(ValueError):
    """Listening there would not be safe; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class Listening:
    """Where a server listens, and what a request has to say to be looked at.

    Args:
        host: Address to bind.
        port: TCP port; 0 for any that is free.
        hosts: Names that `Host` may hold, lower case, without port.
        origins: What `Origin` may hold, lower case; a request without one is no web page's.
        peers: Who may connect; empty for anybody who can.
        certificate: Certificate chain and private key, where TLS ends here.
    """

    host: str
    port: int
    hosts: frozenset[str]
    origins: frozenset[str]
    peers: tuple[Network, ...]
    certificate: tuple[Path, Path] | None

    def admits_peer(self, address: str) -> bool:
        """Whether a connection from `address` may be served."""
        if not self.peers:
            return True
        peer = ipaddress.ip_address(address)
        mapped = peer.ipv4_mapped if isinstance(peer, ipaddress.IPv6Address) else None
        return any((mapped or peer) in network for network in self.peers)

    def admits_host(self, value: str) -> bool:
        """Whether a `Host` header names this server (against DNS rebinding)."""
        found = _HOST.fullmatch(value.lower())
        return found is not None and found.group(1) in self.hosts

    def admits_origin(self, value: str) -> bool:
        """Whether a web page of this origin may call."""
        return value.lower() in self.origins


def plan_listening(settings: RemoteSettings, host: str, port: int) -> Listening:
    """Return where and how to listen.

    Args:
        settings: The operator's.
        host: An address, or `localhost`.
        port: TCP port.

    Raises:
        ListeningError: It would not be safe, or a setting does not fit.
    """
    address = _address(host)
    if not 0 <= port <= 65535:
        raise ListeningError(f"--port {port}: a number up to 65535 is wanted")
    peers = tuple(_networks(settings.tls_proxy))
    certificate = (settings.tls_cert, settings.tls_key)
    cert, key = certificate
    _require_protection(settings, host, is_local=address.is_loopback, has_tls=cert is not None)
    hosts = {name.lower() for name in _listed(settings.allowed_hosts)}
    if address.is_loopback:
        hosts |= _LOOPBACK_NAMES
    if not address.is_unspecified:
        hosts.add(f"[{address}]" if address.version == 6 else str(address))
    if not hosts:
        raise ListeningError(
            f"OSTIARY_ALLOWED_HOSTS: not set, and --host {host} does not say by which names"
            " callers address this server"
        )
    for name in hosts:
        if not _HOST.fullmatch(name) or (":" in name and not name.startswith("[")):
            raise ListeningError(
                f"OSTIARY_ALLOWED_HOSTS: {name}: a host name without port is wanted"
            )
    return Listening(
        host=str(address),
        port=port,
        hosts=frozenset(hosts),
        origins=frozenset(_origins(settings.allowed_origins)),
        peers=peers,
        certificate=(cert, key) if cert is not None and key is not None else None,
    )


def _address(host: str) -> Address:
    try:
        return ipaddress.ip_address("127.0.0.1" if host == "localhost" else host)
    except ValueError:
        raise ListeningError(
            f"--host {host}: an address of this machine is wanted, such as 127.0.0.1"
        ) from None


def _require_protection(
    settings: RemoteSettings, host: str, *, is_local: bool, has_tls: bool
) -> None:
    has_proxy = bool(settings.tls_proxy.strip())
    if settings.auth_issuer is None and (has_proxy or not is_local):
        where = "OSTIARY_TLS_PROXY lets others in" if is_local else f"--host {host} lets others in"
        raise ListeningError(
            f"{where}, and nothing says who they are; set OSTIARY_AUTH_ISSUER,"
            " OSTIARY_AUTH_AUDIENCE and OSTIARY_AUTH_JWKS_URL, or listen on 127.0.0.1 alone"
        )
    if not (is_local or has_tls or has_proxy):
        raise ListeningError(
            f"--host {host} without TLS would show tokens and data to the network; set"
            " OSTIARY_TLS_CERT and OSTIARY_TLS_KEY, or OSTIARY_TLS_PROXY to the address of the"
            " proxy that ends TLS"
        )


def _listed(text: str) -> Iterator[str]:
    return (each.strip() for each in text.split(",") if each.strip())


def _networks(text: str) -> Iterator[Network]:
    for each in _listed(text):
        try:
            network = ipaddress.ip_network(each)
        except ValueError:
            raise ListeningError(
                f"OSTIARY_TLS_PROXY: {each}: an address or a network is wanted"
            ) from None
        if network.prefixlen == 0:
            raise ListeningError(f"OSTIARY_TLS_PROXY: {each}: that is everybody")
        yield network


def _origins(text: str) -> Iterator[str]:
    for each in _listed(text):
        if not _ORIGIN.fullmatch(each.lower()):
            raise ListeningError(
                f"OSTIARY_ALLOWED_ORIGINS: {each}: an origin is wanted, such as https://chat.example"
            )
        yield each.lower()
