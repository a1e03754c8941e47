"""Components that emit by being listed: a mark in every place of a list that holds text.

They are added by FastMCP's own means, to whichever server it is.
"""

from collections.abc import Callable
from typing import Annotated, Any, Literal

from fastmcp import FastMCP
from fastmcp.prompts import Prompt
from fastmcp.resources import Resource, ResourceTemplate
from fastmcp.tools import Tool
from mcp_types import Annotations, Icon, ToolAnnotations
from pydantic import Field, create_model

from canary.mark import mark

TOOL_PLACES = (
    "name", "title", "description", "tag", "annotations", "icon", "meta", "argument_name",
    "argument_description", "argument_default", "argument_example", "argument_choice", "output",
)  # fmt: skip
RESOURCE_PLACES = (
    "uri",
    "name",
    "title",
    "description",
    "mime",
    "tag",
    "annotations",
    "icon",
    "meta",
)
TEMPLATE_PLACES = ("uri", "name", "description", "tag", "meta")
PROMPT_PLACES = ("name", "title", "description", "argument_name", "argument_description", "tag", "meta")  # fmt: skip


def names() -> list[str]:
    """Return the name of every mark that a list of a bare server shows."""
    places = {
        "tools": TOOL_PLACES,
        "resources": RESOURCE_PLACES,
        "templates": TEMPLATE_PLACES,
        "prompts": PROMPT_PLACES,
    }
    return [f"list.{kind}.{place}" for kind, found in places.items() for place in found]


def add_listed(server: FastMCP[Any]) -> None:
    """Add one component of each kind whose every text is a mark."""
    server.add_tool(_tool())
    server.add_resource(_resource())
    server.add_template(_template())
    server.add_prompt(_prompt())


def _marks(kind: str) -> Callable[[str], Any]:
    def secret(place: str) -> Any:
        return mark(f"list.{kind}.{place}")

    return secret


def _common(secret: Any) -> dict[str, Any]:
    return {
        "name": secret("name"),
        "description": secret("description"),
        "tags": {secret("tag")},
        "meta": {"k": secret("meta")},
    }


def _tool() -> Tool:
    secret = _marks("tools")
    argument = Annotated[
        Literal[secret("argument_choice"), "x"] | str,  # type: ignore[valid-type]
        Field(
            description=secret("argument_description"),
            examples=[secret("argument_example")],
        ),
    ]
    output = create_model("Output", x=(str, Field(description=secret("output"))))

    return Tool.from_function(
        _function(secret("argument_name"), argument, secret("argument_default"), output),
        title=secret("title"),
        annotations=ToolAnnotations(title=secret("annotations")),
        icons=[Icon(src=f"https://x.example/{secret('icon')}")],
        **_common(secret),
    )


def _function(name: str, kind: Any, default: Any, output: Any) -> Any:
    """Return a function with one argument of that name, as FastMCP reads functions."""
    scope: dict[str, Any] = {"kind": kind, "default": default, "output": output}
    source = f"async def work({name}: kind = default) -> output: ...\n"
    exec(compile(source, "<made>", "exec"), scope)
    return scope["work"]


def _resource() -> Resource:
    secret = _marks("resources")

    async def body() -> str:
        return "x"

    return Resource.from_function(
        body,
        f"listed://{secret('uri')}",
        title=secret("title"),
        mime_type=f"x/{secret('mime')}",
        annotations=Annotations(last_modified=secret("annotations")),
        icons=[Icon(src=f"https://x.example/{secret('icon')}")],
        **_common(secret),
    )


def _template() -> ResourceTemplate:
    secret = _marks("templates")

    async def body(x: str) -> str:
        return x

    return ResourceTemplate.from_function(
        body, f"listed-template://{secret('uri')}/{{x}}", **_common(secret)
    )


def _prompt() -> Prompt:
    secret = _marks("prompts")
    argument = Annotated[str, Field(description=secret("argument_description"))]
    body = _function(secret("argument_name"), argument, "x", str)
    return Prompt.from_function(body, title=secret("title"), **_common(secret))
