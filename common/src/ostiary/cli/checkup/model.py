"""Whether a model answers: asked for its list of models, and told nothing.

Information only: no server needs a model, the reference host does.
"""

import json
from collections.abc import Iterator, Mapping
from http.client import HTTPException
from typing import Any, cast
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

from ostiary.cli.checkup.finding import Finding, State

PROBED = ("http://localhost:8000/v1", "http://localhost:11434/v1")
"""Where vLLM and Ollama listen unless told otherwise."""

_WITHIN_S = 3.0
_MAX_BYTES = 1024 * 1024


def check_model(environment: Mapping[str, str]) -> Iterator[Finding]:
    """Yield what answers at the endpoint that is set, or at the usual ones on this machine."""
    chosen = environment.get("OSTIARY_HOST_MODEL_URL", "")
    key = environment.get("OSTIARY_HOST_API_KEY", "")
    failures: list[str] = []
    for url in (chosen,) if chosen else PROBED:
        said, answers = _probe(url, key if chosen else "")
        if answers:
            yield Finding("model", State.OK, said)
            return
        failures.append(said)
    todo = (
        "look at OSTIARY_HOST_MODEL_URL and at the engine there"
        if chosen
        else "start vLLM or Ollama for ostiary-host, or set OSTIARY_HOST_MODEL_URL"
    )
    yield Finding("model", State.NOTE, "; ".join(failures), todo)


class _StayHere(HTTPRedirectHandler):
    """Follows nothing: a key would go along."""

    def redirect_request(self, *_args: Any, **_named: Any) -> None:
        """Return nothing to follow."""


def _probe(url: str, key: str) -> tuple[str, bool]:
    """Return what to say of the endpoint, and whether it answers as one."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "OSTIARY_HOST_MODEL_URL is no http or https address", False
    # Without user and password, which an address may hold.
    shown = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}".rstrip("/")
    base = shown if parts.path.strip("/") else f"{shown}/v1"
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    opener = build_opener(ProxyHandler({}), _StayHere())
    try:
        with opener.open(Request(f"{base}/models", headers=headers), timeout=_WITHIN_S) as answer:  # noqa: S310 - http and https alone
            document = json.loads(answer.read(_MAX_BYTES))
    except HTTPError as error:
        error.close()
        return f"{shown} answers {error.code}", False
    except (OSError, HTTPException):
        return f"nothing answers at {shown}", False
    except (ValueError, RecursionError):
        document = None
    models = cast("dict[str, Any]", document).get("data") if isinstance(document, dict) else None
    if not isinstance(models, list):
        return f"{shown} answers, but not as an OpenAI-compatible engine does", False
    return f"{shown} answers; models served: {len(cast('list[Any]', models))}", True
