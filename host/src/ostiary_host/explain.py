"""What an engine's refusal means, and what to do about it, in words. Pure.

Engines disagree on the shape of errors: vLLM sends an object with the status as its code, a plain
string for a wrong key; others a `detail`; proxies send HTML. All of them end here.
"""

import json
import re

from ostiary_host.jsonvalue import as_object, as_text

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")
_TAG = re.compile(r"<(?:script|style).*?</(?:script|style)>|<[^>]*>", re.DOTALL | re.IGNORECASE)

START_A_MODEL = (
    "Start one, for example:\n"
    "  vllm serve MODEL --enable-auto-tool-choice --tool-call-parser hermes\n"
    "or set OSTIARY_HOST_MODEL_URL to an OpenAI-compatible address such as "
    "http://localhost:8000/v1."
)


class EndpointError(Exception):
    """The model's endpoint did not do its part; the text says what happened and what to do."""


def explain_status(status: int, body: bytes, url: str, model: str) -> str:
    """Return what an HTTP answer other than 200 means, and what to do.

    Args:
        status: The HTTP status.
        body: The start of the body.
        url: The endpoint's address.
        model: The model that was asked for.
    """
    said = said_in(body)
    quoted = f" It says: {said}" if said else ""
    lower = said.lower()
    if status in (401, 403):
        return (
            f"{url} refused the key ({status}). Give the right one with --api-key-file or "
            "OSTIARY_HOST_API_KEY; a key is sent only to an address that you name with "
            "--model-url or OSTIARY_HOST_MODEL_URL."
        )
    if status == 404:
        return (
            f"{url} knows no model `{model}`, or has no chat completions there (404).{quoted} "
            "Name one that it serves with --model or OSTIARY_HOST_MODEL; the address usually ends "
            "in /v1."
        )
    if "tool-call-parser" in lower or "enable-auto-tool-choice" in lower:
        return (
            f"{url} runs without a parser for tool calls. Start vLLM with "
            "--enable-auto-tool-choice and --tool-call-parser for this model's family "
            "(hermes for Qwen 2.5 and 3)."
        )
    if "does not support tools" in lower:
        return f"`{model}` cannot call tools. Choose one that can with --model.{quoted}"
    if "context length" in lower or "context_length" in lower or "input_tokens" in lower:
        return (
            f"The conversation does not fit the context of `{model}`. Serve it with a longer one "
            f"(vLLM: --max-model-len) or offer fewer tools.{quoted}"
        )
    if status == 429:
        return f"{url} takes no more requests now (429). Try again later.{quoted}"
    if status >= 500:
        return f"{url} failed inside ({status}). Its own log says why.{quoted}"
    return f"{url} refused the request ({status}).{quoted}"


def said_in(body: bytes) -> str:
    """Return the engine's own words in an error's body, one line of at most 300 characters."""
    text = body.decode(errors="replace")
    try:
        document = as_object(json.loads(text)) or {}
    except (ValueError, RecursionError):
        said = _TAG.sub(" ", text)
    else:
        error = document.get("error", document)
        fields = as_object(error) or {}
        said = as_text(error) or as_text(fields.get("message")) or as_text(fields.get("detail"))
        said = " ".join(filter(None, [said, as_text(fields.get("param"))]))
    said = " ".join(_CONTROL.sub(" ", said).split())
    return said if len(said) <= 300 else said[:297] + "..."
