"""HTTP requests that are no MCP frames, or broken ones, each with a mark that errors may quote."""

from dataclasses import dataclass, field

from canary.mark import mark

_JSON = {"content-type": "application/json", "accept": "application/json, text/event-stream"}


@dataclass(frozen=True, slots=True)
class Probe:
    """One request.

    Args:
        name: Of the mark in it.
        method: Of HTTP.
        path: Where to.
        headers: What else.
        body: What it holds.
    """

    name: str
    method: str
    path: str
    headers: dict[str, str] = field(default_factory=dict[str, str])
    body: bytes = b""


def probes(path: str = "/mcp") -> list[Probe]:
    """Return the probes of a server that serves at `path`."""

    def _probe(name: str, method: str, to: str, body: str = "", **headers: str) -> Probe:
        secret = mark(f"http.{name}")
        told = {key.replace("_", "-"): value.replace("*", secret) for key, value in headers.items()}
        return Probe(
            f"http.{name}",
            method,
            to.replace("*", secret),
            told,
            body.replace("*", secret).encode(),
        )

    frame = '{"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"*": "*"}}'
    envelope = (
        '{"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"_meta":'
        ' {"io.modelcontextprotocol/protocolVersion": "*"}}}'
    )
    json_headers = {key.replace("-", "_"): value for key, value in _JSON.items()}
    return [
        Probe("bolted.route", "GET", "/canary"),
        _probe("unknown_path", "GET", "/*"),
        _probe("well_known", "GET", "/.well-known/oauth-protected-resource/*"),
        _probe("well_known_server", "GET", "/.well-known/oauth-authorization-server"),
        _probe("query", "GET", f"{path}?token=*"),
        _probe("method", "PUT", path, "*"),
        _probe("accept", "POST", path, frame, content_type="application/json", accept="*/*"),
        _probe("content_type", "POST", path, frame, content_type="text/*"),
        _probe("not_json", "POST", path, "*", **json_headers),
        _probe("not_a_frame", "POST", path, '{"*": "*"}', **json_headers),
        _probe("batch", "POST", path, f"[{frame}]", **json_headers),
        _probe("session", "POST", path, frame, **json_headers, mcp_session_id="*"),
        _probe("session_end", "DELETE", path, mcp_session_id="*"),
        _probe("version", "POST", path, frame, **json_headers, mcp_protocol_version="*"),
        _probe("version_in_frame", "POST", path, envelope, **json_headers),
        _probe("named", "POST", path, frame, **json_headers, mcp_method="*", mcp_name="*"),
        _probe("bearer", "POST", path, frame, **json_headers, authorization="Bearer *"),
        _probe("origin", "POST", path, frame, **json_headers, origin="https://*.example"),
        _probe("host", "POST", path, frame, **json_headers, host="*.example"),
        _probe("last_event", "GET", path, accept="text/event-stream", last_event_id="*"),
    ]
