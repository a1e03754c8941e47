"""An issuer of tokens on this machine: its keys can be added, taken away, spoilt and withheld."""

import base64
import json
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey, OKPKey, RSAKey

AUDIENCE = "ostiary-tests"

PrivateKey = ECKey | RSAKey | OKPKey


def compact(head: object, claims: object, sign: Callable[[bytes], bytes]) -> str:
    """Return a token with whatever is signed as its head and claims."""
    parts = [_encoded(json.dumps(part).encode()) for part in (head, claims)]
    return ".".join([*parts, _encoded(sign(".".join(parts).encode()))])


def _encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).decode().rstrip("=")


class Issuer:
    """Publishes keys over loopback, and signs."""

    def __init__(self) -> None:
        self.keys: dict[str, PrivateKey] = {}
        self.status = 200
        self.body: bytes | None = None
        self.delay_s = 0.0
        self.headers: dict[str, str] = {}
        self.asked = 0
        self.add("first")
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._server.serve_forever)
        self._thread.start()

    @property
    def name(self) -> str:
        """The issuer's name: no address that anything could reach."""
        return "https://login.example/realms/office"

    @property
    def url(self) -> str:
        """Where the keys stand."""
        return f"http://127.0.0.1:{self._server.server_port}/keys"

    def environment(self, **more: str) -> dict[str, str]:
        """Return the settings of a server that believes this issuer."""
        return {
            "OSTIARY_AUTH_ISSUER": self.name,
            "OSTIARY_AUTH_AUDIENCE": AUDIENCE,
            "OSTIARY_AUTH_JWKS_URL": self.url,
            **more,
        }

    def add(self, kid: str, key: PrivateKey | None = None) -> None:
        """Publish a key."""
        self.keys[kid] = key or ECKey.generate_key("P-256", {"use": "sig"}, private=True)

    def document(self) -> bytes:
        """Return what is published."""
        keys = [{**key.as_dict(private=False), "kid": kid} for kid, key in self.keys.items()]
        return json.dumps({"keys": keys}).encode()

    def claims(self, **changed: Any) -> dict[str, Any]:
        """Return the claims of a good token; a claim set to None is left out."""
        now = int(time.time())
        good = {
            "iss": self.name, "aud": AUDIENCE, "sub": "ann", "exp": now + 300, "nbf": now - 1,
            "iat": now - 1, "roles": ["analyst"],
        }  # fmt: skip
        return {name: value for name, value in {**good, **changed}.items() if value is not None}

    def token(
        self,
        kid: str | None = "first",
        *,
        key: PrivateKey | None = None,
        algorithm: str = "ES256",
        header: dict[str, Any] | None = None,
        **changed: Any,
    ) -> str:
        """Return a token; signed by the published key of that name unless another is given."""
        head: dict[str, Any] = {"alg": algorithm, "typ": "JWT"}
        if kid is not None:
            head["kid"] = kid
        head |= header or {}
        signer = key or self.keys[kid or "first"]
        # The bare signature: the library would not make most of what is to be refused.
        model: Any = jws.JWSRegistry.algorithms[algorithm]
        return compact(head, self.claims(**changed), lambda text: model.sign(text, signer))

    def close(self) -> None:
        """Stop."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        issuer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                issuer.asked += 1
                time.sleep(issuer.delay_s)
                body = issuer.document() if issuer.body is None else issuer.body
                self.send_response(issuer.status)
                for name, value in issuer.headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_request(self, code: object = "-", size: object = "-") -> None:
                """Stay silent."""

        return Handler
