"""TLS, ended here or by a declared proxy."""

import datetime as dt
import ipaddress
import ssl
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from issuer import Issuer
from web import WebServer

pytestmark = pytest.mark.timeout(60)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Return a certificate for 127.0.0.1 that signs itself, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "ostiary-tests")])
    now = dt.datetime.now(dt.UTC)
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(minutes=1))
        .not_valid_after(now + dt.timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    chain, private = folder / "chain.pem", folder / "key.pem"
    chain.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    private.chmod(0o600)
    return chain, private


def test_a_caller_comes_in_by_tls_and_not_without(
    serve: Callable[..., WebServer], bearer: str, certificate: tuple[Path, Path]
) -> None:
    chain, key = certificate
    server = serve(OSTIARY_TLS_CERT=str(chain), OSTIARY_TLS_KEY=str(key))
    assert server.scheme == "https"
    context = ssl.create_default_context(cafile=chain)
    headers = {"Authorization": f"Bearer {bearer}", "Content-Type": "application/json"}
    answer = server.send(body=b"{}", headers=headers, tls=context)
    assert answer.json["error"]["code"] == -32600
    plain = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    with suppress(ConnectionResetError):  # not a word either
        assert b"HTTP" not in server.exchange(plain)
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.load_verify_locations(chain)
    old.set_ciphers("DEFAULT@SECLEVEL=0")
    with pytest.warns(DeprecationWarning, match="TLSv1_1"):
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises(ssl.SSLError):
        server.send(tls=old)


def test_only_the_declared_proxy_may_connect(
    serve: Callable[..., WebServer], issuer: Issuer
) -> None:
    server = serve(
        **issuer.environment(OSTIARY_TLS_PROXY="127.0.0.2", OSTIARY_ALLOWED_HOSTS="ostiary.example")
    )
    headers = {
        "Authorization": f"Bearer {issuer.token()}",
        "Content-Type": "application/json",
        "Host": "ostiary.example",
    }
    told = {"X-Forwarded-For": "127.0.0.2", "Forwarded": "for=127.0.0.2;proto=https"}
    assert server.send(body=b"{}", headers={**headers, **told}).status == 403
    assert server.send("GET", "/healthz").status == 403

    def proxied(**more: str) -> int:
        return server.send(body=b"{}", headers={**headers, **more}, source="127.0.0.2").status

    assert proxied() == 400
    for proto in ("https", "https, https"):
        assert proxied(**{"X-Forwarded-Proto": proto}) == 400
    for proto in ("http", "https, http", ""):
        assert proxied(**{"X-Forwarded-Proto": proto}) == 403
