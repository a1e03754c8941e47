"""What the bare server does not let out in an era or on a transport, and why.

Everything else reaches the wire; what a process prints reaches stderr. A newer FastMCP that opens
or closes a channel makes the control fail, and then this table is what has to be looked at.
"""

from canary.printed import PRINTED

_NEVER = {
    "echo.bad_arguments": "the SDK says of malformed parameters only that they are",
    "echo.bad_name": "as bad_arguments",
    "echo.bad_uri": "as bad_arguments",
    "echo.cursor": "FastMCP says of a cursor only that it is none of its own",
    "echo.method": "FastMCP replaces the SDK's error, whose data is the method's name",
    "echo.prompt_argument": "FastMCP drops arguments that a prompt does not have",
    "tool.background_progress": "the SDK closes a request's own channel with its answer",
}
_NO_SERVER_REQUESTS = "MCP 2026-07-28 has no requests from server to client"
_MODERN = {
    **_NEVER,
    **dict.fromkeys(
        (
            "tool.elicits", "tool.elicits_schema", "tool.elicits_url", "tool.elicits_by_context",
            "tool.samples", "tool.roots", "tool.made_up_request",
        ),
        _NO_SERVER_REQUESTS,
    ),
    "tool.resource_updated": "changes go to subscribers alone, and FastMCP serves no subscription",
}  # fmt: skip
_NO_ROUNDS = "a handshake connection has no results that ask for input"
_LEGACY = {
    **_NEVER,
    **dict.fromkeys(
        (
            "tool.asks_message", "tool.asks_schema", "tool.asks_default", "tool.asks_url",
            "tool.asks_model", "tool.asks_model_system", "resource.asks", "prompt.asks",
        ),
        _NO_ROUNDS,
    ),
    "bolted.extension_settings": "extensions are announced since MCP 2026-07-28",
    "bolted.task_created": "results of an extension's own shape exist since MCP 2026-07-28",
}  # fmt: skip
_NO_STANDALONE = "one exchange has no channel beside its request's own"
_MODERN_HTTP = {
    **_MODERN,
    **dict.fromkeys(
        ("tool.background", "tool.custom_of_connection", "tool.elicitation_complete"),
        _NO_STANDALONE,
    ),
}
_ONE_DOCUMENT = "an answer that is one JSON document has no room for notifications"
_OF_A_REQUEST = (
    "tool.custom", "tool.custom_method", "tool.list_changed_meta", "tool.log_extra",
    "tool.log_of_session", "tool.message_notification", "tool.progress", "tool.progress_as_text",
    "tool.progress_of_session", "tool.progress_token",
)  # fmt: skip

SILENT: dict[str, dict[str, str]] = {
    "stdio-modern": _MODERN,
    "stdio-legacy": _LEGACY,
    "http-modern": _MODERN_HTTP,
    "http-legacy": _LEGACY,
    "http-json-modern": {**_MODERN_HTTP, **dict.fromkeys(_OF_A_REQUEST, _ONE_DOCUMENT)},
    "http-json-legacy": {
        **_LEGACY,
        **dict.fromkeys((*_OF_A_REQUEST, "tool.elicits_by_context"), _ONE_DOCUMENT),
    },
    "sse-legacy": _LEGACY,
}
"""For each profile, the marks that reach neither the wire nor stderr, each with the reason."""

_LOGGED_ONLY = {
    "tool.mcp_data": "FastMCP passes the data of no error but -32021",
    "prompt.mcp_data": "as tool.mcp_data, on its way through the prompt",
    "tool.late_exception": "nobody awaits the task; asyncio logs it",
}
_MASKED_MODERN = {
    "bolted.method_raises": "the modern era masks what FastMCP does not catch",
    "bolted.middleware_raises": "as bolted.method_raises",
}
_LOGGED_AS_JSON = {
    "tool.log": "no room for notifications, but FastMCP logs what it sends",
    "tool.log_logger": "as tool.log",
}

STDERR_ONLY: dict[str, dict[str, str]] = {
    profile: {
        **dict.fromkeys((f"tool.{how}" for how in PRINTED), "a process's own output"),
        **_LOGGED_ONLY,
        **(_MASKED_MODERN if profile.endswith("modern") else {}),
        **(_LOGGED_AS_JSON if profile.startswith("http-json") else {}),
    }
    for profile in SILENT
}
"""For each profile, the marks that reach stderr and not the wire."""

QUOTED = {"http": {"bolted.route", "http.not_a_frame", "http.batch"}, "sse": {"bolted.route"}}
"""By transport, the requests beside MCP frames that a bare server's answers quote."""

IN_ACCESS_LOG = {"http.query", "http.unknown_path", "http.well_known"}
"""Those that its access log quotes."""
