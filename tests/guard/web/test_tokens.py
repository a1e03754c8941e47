"""Over HTTP with an issuer: a caller is whom a verified token names, and nobody else."""

import hmac
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from issuer import AUDIENCE, Issuer, compact
from joserfc import jws
from joserfc.jwk import ECKey, OKPKey, RSAKey
from notes_example import Office
from records import records
from web import WebServer

pytestmark = pytest.mark.timeout(90)

NOW = int(time.time())


@pytest.fixture(scope="module")
def server(serve: Callable[..., WebServer], issuer: Issuer) -> WebServer:
    issuer.add("second")
    issuer.add("rsa", RSAKey.generate_key(2048, {"use": "sig"}, private=True))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library warns of what this is about
        issuer.add("small", RSAKey.generate_key(1024, {"use": "sig"}, private=True))
    issuer.add("edwards", OKPKey.generate_key("Ed25519", {"use": "sig"}, private=True))
    issuer.add("encrypting", ECKey.generate_key("P-256", {"use": "enc"}, private=True))
    return serve(**issuer.environment())


def relative(claims: dict[str, Any]) -> str:
    """Return a name that does not depend on when the test is collected."""

    def told(value: Any) -> Any:
        return f"now{value - NOW:+}" if isinstance(value, int) and value > NOW // 2 else value

    return str({name: told(value) for name, value in claims.items()})[:60]


def status(server: WebServer, token: str) -> int:
    answer = server.call("echo", bearer=token, text="hello")
    if answer.status == 401:
        assert answer.body == b'{"error":"unauthorized"}'
    return answer.status


@pytest.mark.parametrize(
    ("kid", "algorithm"),
    [
        ("first", "ES256"), ("rsa", "RS256"), ("rsa", "RS512"), ("rsa", "PS256"),
        ("edwards", "Ed25519"), ("edwards", "EdDSA"),
    ],
)  # fmt: skip
def test_a_good_token_lets_a_caller_in(
    server: WebServer, issuer: Issuer, kid: str, algorithm: str
) -> None:
    assert status(server, issuer.token(kid, algorithm=algorithm)) == 200


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": None}, {"iss": "https://evil.example"}, {"iss": ["https://login.example/realms/office"]},
        {"iss": "https://login.example/realms/office/"}, {"iss": ""},
        {"aud": None}, {"aud": "other"}, {"aud": [AUDIENCE + "x"]}, {"aud": []}, {"aud": {AUDIENCE: 1}},
        {"exp": None}, {"exp": NOW - 60}, {"exp": "9999999999"}, {"exp": True}, {"exp": float("inf")},
        {"exp": float("nan")}, {"exp": [2**40]},
        {"nbf": None}, {"nbf": NOW + 86_400}, {"nbf": "0"}, {"nbf": float("-inf")}, {"nbf": False},
        {"sub": None}, {"sub": ""}, {"sub": " ann"}, {"sub": "ann\n"}, {"sub": "x" * 257}, {"sub": 7},
        {"sub": ["ann"]}, {"sub": "an\u202en"},
    ],
    ids=relative,
)  # fmt: skip
def test_a_claim_that_lacks_or_does_not_fit_lets_nobody_in(
    server: WebServer, issuer: Issuer, claims: dict[str, Any]
) -> None:
    token = issuer.token()
    changed = issuer.claims(**claims)
    assert status(server, token) == 200
    assert status(server, _signed(issuer, changed)) == 401


def _signed(issuer: Issuer, claims: dict[str, Any]) -> str:
    nothing: dict[str, Any] = dict.fromkeys(issuer.claims())
    return issuer.token(**{**nothing, **claims})


@pytest.mark.parametrize(
    "claims",
    [{"aud": [AUDIENCE, "other"]}, {"exp": 2**33 + 0.5}, {"nbf": 0}, {"sub": "x" * 256}],
    ids=relative,
)
def test_a_claim_may_take_each_form_that_the_standard_gives_it(
    server: WebServer, issuer: Issuer, claims: dict[str, Any]
) -> None:
    # As `exp` above: what fits is let in, or the refusals above would say nothing.
    assert status(server, issuer.token(**claims)) == 200


def _unsigned(issuer: Issuer, algorithm: str) -> str:
    return compact({"alg": algorithm, "kid": "first"}, issuer.claims(), lambda _text: b"")


def _by_public_key(issuer: Issuer) -> str:
    """Sign with HMAC, under the public key that everybody knows (algorithm confusion)."""
    public = RSAKey.import_key(issuer.keys["rsa"].as_dict(private=False)).as_pem(private=False)
    head = {"alg": "HS256", "kid": "rsa"}
    return compact(head, issuer.claims(), lambda text: hmac.digest(public, text, "sha256"))


def _altered(issuer: Issuer) -> str:
    head, _, signature = issuer.token().split(".")
    claims = compact({}, issuer.claims(sub="eve"), bytes).split(".")[1]
    return f"{head}.{claims}.{signature}"


def _own_key(issuer: Issuer) -> str:
    key = ECKey.generate_key("P-256", private=True)
    header = {"jwk": key.as_dict(private=False), "jku": issuer.url}
    return issuer.token("first", key=key, header=header)


def _signed_list(issuer: Issuer) -> str:
    return jws.serialize_compact({"alg": "ES256", "kid": "first"}, b"[]", issuer.keys["first"])


FORGERIES: dict[str, Callable[[Issuer], str]] = {
    "no signature": lambda issuer: _unsigned(issuer, "none"),
    "no signature, capital": lambda issuer: _unsigned(issuer, "None"),
    "empty signature": lambda issuer: _unsigned(issuer, "ES256"),
    "public key as secret": _by_public_key,
    "claims altered": _altered,
    "a key it brings along": _own_key,
    "another published key": lambda issuer: issuer.token("first", key=issuer.keys["second"]),
    "unknown key": lambda issuer: issuer.token("nowhere", key=issuer.keys["first"]),
    "no key named, many published": lambda issuer: issuer.token(None),
    "key for encryption": lambda issuer: issuer.token("encrypting"),
    "key of 1024 bits": lambda issuer: issuer.token("small", algorithm="RS256"),
    "critical extension": lambda issuer: issuer.token(header={"crit": ["b64"], "b64": True}),
    "logout token": lambda issuer: issuer.token(header={"typ": "logout+jwt"}),
    "key named by a number": lambda issuer: issuer.token("first", header={"kid": 7}),
    "four parts": lambda issuer: issuer.token() + ".x",
    "two parts": lambda issuer: issuer.token().rpartition(".")[0],
    "no token": lambda _issuer: "x",
    "not base64": lambda issuer: "!" + issuer.token(),
    "claims are a list": _signed_list,
    "large": lambda issuer: issuer.token(more="x" * 20_000),
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_token_that_the_issuer_did_not_sign_lets_nobody_in(
    server: WebServer, issuer: Issuer, forgery: str
) -> None:
    assert status(server, FORGERIES[forgery](issuer)) == 401


def test_the_bearer_secret_means_nothing_where_an_issuer_is_set(
    server: WebServer, bearer: str
) -> None:
    assert status(server, bearer) == 401


def test_any_changed_byte_of_a_token_is_refused(server: WebServer, issuer: Issuer) -> None:
    token = issuer.token()
    for at in range(0, len(token), 7):
        other = "A" if token[at] != "A" else "B"
        changed = token[:at] + other + token[at + 1 :]
        # The last character of a part may hold bits that nobody reads.
        if token[at + 1 : at + 2] not in {".", ""}:
            assert status(server, changed) == 401, at


def text_of(server: WebServer, token: str) -> str:
    answer = server.call("echo", bearer=token, text="hello")
    return answer.json["result"]["content"][0]["text"]


@pytest.mark.parametrize(
    "roles", [["analyst"], "analyst", "reader analyst", ["analyst", "unheard-of"]]
)
def test_roles_are_what_the_claim_lists(server: WebServer, issuer: Issuer, roles: Any) -> None:
    assert "hello" in text_of(server, issuer.token(roles=roles))


@pytest.mark.parametrize(
    "roles",
    [None, [], "", "reader", ["Analyst"], ["analyst,reader"], [["analyst"]], {"analyst": True}, 7, "analystx",
     ["unheard-of"]],
    ids=str,
)  # fmt: skip
def test_other_roles_permit_nothing(server: WebServer, issuer: Issuer, roles: Any) -> None:
    assert "[denied]" in text_of(server, issuer.token(roles=roles))


def test_roles_that_the_bundle_does_not_know_are_not_even_on_record(
    server: WebServer, issuer: Issuer, place: Office
) -> None:
    text_of(server, issuer.token(sub="role-collector", roles=["analyst", "admin", "root"]))
    last = records(place, "intent")[-1]
    assert last["who"]["principal"] == "role-collector"
    assert last["who"]["roles"] == ["analyst"]


def test_the_operators_own_roles_are_nobodys(
    serve: Callable[..., WebServer], issuer: Issuer
) -> None:
    """`OSTIARY_ROLES` says analyst; a token without roles has none of that."""
    server = serve(**issuer.environment(OSTIARY_AUTH_ROLES_CLAIM="realm_access.roles"))
    assert "[denied]" in text_of(server, issuer.token(roles=["analyst"]))
    assert "hello" in text_of(server, issuer.token(realm_access={"roles": ["analyst"]}))


def test_an_issuer_without_nbf_is_served_where_the_operator_says_so(
    serve: Callable[..., WebServer], issuer: Issuer
) -> None:
    server = serve(**issuer.environment(OSTIARY_AUTH_NOT_BEFORE="iat"))
    assert status(server, issuer.token(nbf=None)) == 200
    late = NOW + 86_400
    spoilt: list[dict[str, Any]] = [{"iat": None}, {"iat": late}, {"nbf": late}, {"nbf": "soon"}]
    for wrong in spoilt:
        assert status(server, issuer.token(**wrong)) == 401


def test_many_callers_at_once_are_told_apart(
    server: WebServer, issuer: Issuer, place: Office
) -> None:
    """Each of many interleaved calls is on record under the name of its own token."""
    tokens = {f"caller-{n}": issuer.token(sub=f"caller-{n}") for n in range(6)}
    denied = issuer.token(sub="stranger", roles=[])

    def ask(number: int) -> None:
        name = f"caller-{number % 6}"
        text = name * (1 + number % 6)
        params = {"name": "echo", "arguments": {"text": text}}
        answer = server.ask("tools/call", params, bearer=tokens[name], is_modern=number % 12 < 6)
        assert answer.json["result"]["structuredContent"]["text"] == text
        assert "[denied]" in text_of(server, denied)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(ask, range(48)))
    lengths = {
        (record["who"]["principal"], record["arguments"]["text"])
        for record in records(place, "intent")
        if record["who"]["principal"].startswith("caller-")
    }
    # The length of what was sent goes with the name of who sent it.
    expected = {(f"caller-{n}", f"text {len(f'caller-{n}') * (1 + n)}") for n in range(6)}
    assert lengths == expected


def test_a_client_is_told_where_to_get_a_token(
    serve: Callable[..., WebServer], issuer: Issuer
) -> None:
    """RFC 9728: constants, and only where the audience is the server's own address."""
    audience = "https://ostiary.example/mcp"
    server = serve(**issuer.environment(OSTIARY_AUTH_AUDIENCE=audience))
    refused = server.send()
    where = "https://ostiary.example/.well-known/oauth-protected-resource/mcp"
    assert refused.headers["www-authenticate"] == f'Bearer resource_metadata="{where}"'
    told = server.send("GET", "/.well-known/oauth-protected-resource/mcp")
    assert told.json == {
        "resource": audience,
        "authorization_servers": [issuer.name],
        "bearer_methods_supported": ["header"],
    }
