"""Settings of HTTP and SSE: whose callers are believed, and how a connection is protected."""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

_TOGETHER = (("auth_issuer", "auth_audience", "auth_jwks_url"), ("tls_cert", "tls_key"))
"""Settings of which one alone says nothing."""


class RemoteSettings(BaseModel):
    """What a server has to know to be reached over a network.

    Args:
        auth_issuer: Who issues the callers' tokens, exactly as their `iss` claim says.
        auth_audience: For whom tokens must be meant: a value of their `aud` claim.
        auth_jwks_url: Where the issuer publishes its keys.
        auth_roles_claim: The claim that lists a caller's roles; dots lead into objects.
        auth_not_before: The claim that says from when a token holds; `iat` for issuers that write
            no `nbf`.
        bearer: File of the secret that callers on this machine present where no issuer is set.
        tls_cert: Certificate chain, PEM.
        tls_key: Its private key, PEM.
        tls_proxy: Addresses or networks of the proxy that ends TLS; only these may connect.
        allowed_hosts: Names by which callers may address this server, besides its own address.
        allowed_origins: Origins of web pages that may call it.
        http_stream: Whether answers are event streams; JSON documents otherwise.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    auth_issuer: str | None = Field(default=None, min_length=1)
    auth_audience: str | None = Field(default=None, min_length=1)
    auth_jwks_url: str | None = Field(default=None, min_length=1)
    auth_roles_claim: str = Field(default="roles", min_length=1)
    auth_not_before: Literal["nbf", "iat"] = "nbf"
    bearer: Path | None = None
    tls_cert: Path | None = None
    tls_key: Path | None = None
    tls_proxy: str = ""
    allowed_hosts: str = ""
    allowed_origins: str = ""
    http_stream: bool = False

    def missing_companion(self) -> tuple[str, str] | None:
        """Return a field that is set and one that it says nothing without, if there are such."""
        for group in _TOGETHER:
            lacking = [name for name in group if getattr(self, name) is None]
            if lacking and len(lacking) < len(group):
                present = next(name for name in group if name not in lacking)
                return present, lacking[0]
        return None
