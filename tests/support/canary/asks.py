"""What a client asks of either build so that every act is performed and every list is read."""

from collections.abc import Iterable
from typing import Any, cast

from canary import listed
from canary.bolted import NAMES as BOLTED
from canary.build import TOOL_ACTS
from canary.documents import READ, RENDERED
from canary.emission import Emission, prompt, resource, tool
from canary.mark import mark

SERVER = ("server.name", "server.instructions", "server.website", "server.experimental")
LISTS = ("tools/list", "resources/list", "resources/templates/list", "prompts/list")


def acts(prefix: str = "") -> list[Emission]:
    """Return one ask for each act of the tool, the template and the prompt of that prefix."""
    scheme = f"{prefix}act".replace(".", "-")
    return [
        *(tool(f"{prefix}tool.{how}", f"{prefix}act", how=how) for how in TOOL_ACTS),
        *(resource(f"{prefix}resource.{how}", f"{scheme}://{how}") for how in READ),
        *(prompt(f"{prefix}prompt.{how}", f"{prefix}speak", how=how) for how in RENDERED),
    ]


def echoes() -> list[Emission]:
    """Return asks that hold a secret themselves: errors like to quote what they refuse."""

    def _ask(name: str, method: str, /, **params: Any) -> Emission:
        return Emission(f"echo.{name}", method, _filled(params, mark(f"echo.{name}")))

    return [
        _ask("tool_name", "tools/call", name="*", arguments={}),
        _ask("argument", "tools/call", name="act", arguments={"how": {"a": "*"}}),
        _ask("extra_argument", "tools/call", name="act", arguments={"how": "text", "*": "*"}),
        _ask("bad_arguments", "tools/call", name="act", arguments="*"),
        _ask("bad_name", "tools/call", name={"a": "*"}, arguments={}),
        _ask("uri", "resources/read", uri="x://*"),
        _ask("uri_parameter", "resources/read", uri="act://*"),
        _ask("bad_uri", "resources/read", uri={"a": "*"}),
        _ask("prompt_name", "prompts/get", name="*", arguments={}),
        _ask("prompt_argument", "prompts/get", name="speak", arguments={"*": "*"}),
        _ask("method", "x-canary/*"),
        _ask("cursor", "tools/list", cursor="*"),
    ]


def bolted() -> list[Emission]:
    """Return the asks that reach what `bolt` adds, as far as asking is needed."""
    completion = {
        "ref": {"type": "ref/prompt", "name": "speak"},
        "argument": {"name": "how", "value": "t"},
    }
    return [
        tool("bolted.middleware_raises", "act", how="middleware_raises"),
        tool("bolted.middleware_result", "act", how="text_of_middleware"),
        tool("bolted.task_created", "act", how="task_created"),
        tool("bolted.provided", "provided"),
        Emission("bolted.completion", "completion/complete", completion),
        Emission("bolted.method", "x-canary/say"),
        Emission("bolted.method_raises", "x-canary/raise"),
        Emission("bolted.task_get", "tasks/get", {"taskId": "x"}),
    ]


def openings(*, is_modern: bool) -> list[Emission]:
    """Return the asks for lists and for what the server says of itself."""
    discover = [Emission("server", "server/discover")] if is_modern else []
    return [*discover, *(Emission("list", method) for method in LISTS)]


def names(emissions: Iterable[Emission]) -> list[str]:
    """Return every mark that a server may emit: those asked for and those that lists show."""
    asked = {each.name for each in emissions} - {"server", "list"}
    return sorted({*asked, *SERVER, *listed.names(), *BOLTED})


def _filled(value: Any, secret: str) -> Any:
    if isinstance(value, dict):
        members = cast("dict[str, Any]", value)
        return {_filled(key, secret): _filled(each, secret) for key, each in members.items()}
    return value.replace("*", secret) if isinstance(value, str) else value
