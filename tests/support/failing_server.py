"""A guarded server that starts and then cannot go on. A program; settings as for any other."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from ostiary.server import GuardedServer, ServerSettings, guarded, run

SECRET = f"LEAK-{4711}"


class FailingSettings(ServerSettings, server="notes"):
    """Settings."""

    root: str = ""


@asynccontextmanager
async def _fails(_server: object) -> AsyncGenerator[None]:
    raise RuntimeError(SECRET)
    yield


def build(settings: FailingSettings) -> GuardedServer:
    """Return the server."""
    return guarded(settings, instructions="Fails.", lifespan=_fails)


if __name__ == "__main__":
    run(build, FailingSettings)
