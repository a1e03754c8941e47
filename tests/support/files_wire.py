"""The filesystem server over stdio: calls, and every byte that comes back."""

import json
import os
import sysconfig
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from files_place import Place
from files_server import environment_of
from wire import Wire

PROGRAM = Path(sysconfig.get_path("scripts")) / "ostiary-filesystem"


class Files:
    """A server process in front of a place.

    Args:
        place: What it serves.
        settings: Variables of its own.
    """

    def __init__(self, place: Place, **settings: str) -> None:
        environment = environment_of(place.own, {"docs": place.docs}, **settings)
        environment |= {"PATH": os.environ["PATH"], "HOME": str(place.own)}
        self.wire = Wire(PROGRAM, environment, is_modern=True)

    def raw(self, tool: str, arguments: Mapping[str, Any]) -> dict[str, Any]:
        """Return the frame that answers a call."""
        asked = {"name": tool, "arguments": dict(arguments)}
        return self.wire.request("tools/call", asked)

    def call(self, tool: str, **arguments: Any) -> dict[str, Any] | str:
        """Return the structured result, or the text of the refusal."""
        frame = self.raw(tool, arguments)
        if "error" in frame:
            return str(frame["error"]["message"])
        result = frame["result"]
        return result["content"][0]["text"] if result["isError"] else result["structuredContent"]

    def ok(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """Return the structured result of a call that has to succeed."""
        answer = self.call(tool, **arguments)
        assert isinstance(answer, dict), (tool, json.dumps(arguments)[:200], answer)
        return answer

    def close(self) -> bytes:
        """End the server; return everything that it ever said."""
        assert self.wire.close() == 0
        return self.wire.out + self.wire.err
