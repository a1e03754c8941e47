"""Serves one of the builds; a program.

canary_server.py bare --transport stdio|http|http-json|sse --port N
canary_server.py guarded ...          the arguments of every server of ours
canary_server.py parent               stdio alone
"""

import sys
from typing import Any

from canary.build import CanarySettings, above_the_guard, bare, behind_the_guard
from fastmcp import FastMCP

from ostiary.server import run


def main() -> None:
    """Serve until the client goes away."""
    build = sys.argv.pop(1)
    if build == "guarded":
        run(behind_the_guard, CanarySettings)
    elif build == "parent":
        above_the_guard(CanarySettings.from_environment()).run("stdio", show_banner=False)
    else:
        _serve(bare(), sys.argv[2], int(sys.argv[4]) if len(sys.argv) > 4 else 0)


def _serve(server: FastMCP[Any], transport: str, port: int) -> None:
    if transport == "stdio":
        server.run("stdio", show_banner=False)
    elif transport == "sse":
        server.run("sse", port=port, show_banner=False)
    else:
        server.run("http", port=port, show_banner=False, json_response=transport.endswith("json"))


if __name__ == "__main__":
    main()
