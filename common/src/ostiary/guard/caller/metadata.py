"""What tells a client where to get a token: constants that anybody may read (RFC 9728). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from ostiary.guard.caller.fetch import is_loopback
from ostiary.remote import RemoteSettings

_WELL_KNOWN = "/.well-known/oauth-protected-resource"


@dataclass(frozen=True, slots=True)
class ResourceMetadata:
    """The document, its path on this server, and the challenge that names its address.

    Args:
        path: As it stands in a request.
        document: Resource and issuer.
        challenge: Value of `WWW-Authenticate`.
    """

    path: bytes
    document: Mapping[str, Any]
    challenge: bytes


def resource_metadata(settings: RemoteSettings) -> ResourceMetadata | None:
    """Return the metadata of a server whose audience is its own address; None for others.

    An audience that is no URL does not say where the server is reached, and nothing else that may
    be believed does.
    """
    audience, issuer = settings.auth_audience, settings.auth_issuer
    if audience is None or issuer is None:
        return None
    try:
        parts = urlsplit(audience)
        host = parts.hostname or ""
    except ValueError:
        return None
    is_address = parts.scheme == "https" or (parts.scheme == "http" and is_loopback(host))
    if not (host and is_address and audience.isascii() and audience.isprintable()):
        return None
    if '"' in audience or "\\" in audience or parts.query or parts.fragment:
        return None
    # Section 3.1: between the host and the path of the resource.
    path = _WELL_KNOWN + (parts.path if parts.path != "/" else "")
    document = {
        "resource": audience,
        "authorization_servers": [issuer],
        "bearer_methods_supported": ["header"],
    }
    address = f"{parts.scheme}://{parts.netloc}{path}"
    return ResourceMetadata(
        path.encode(), document, f'Bearer resource_metadata="{address}"'.encode()
    )
