"""The filesystem server: a read beside the same tool without confinement, a search beside grep."""

import asyncio
import random
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import anyio.to_thread
from fastmcp import Client
from pydantic import BaseModel, Field

from bench.row import Row, median, say
from ostiary.keys import write_keys
from ostiary.server import INTERNAL, GuardedServer, guarded
from ostiary_filesystem.server import build
from ostiary_filesystem.settings import FilesystemSettings

READS, SEARCHES, FILES = 300, 7, 10_000
_BUNDLE = """
version: 1
roles: {analyst: {clearance: internal}}
budgets: {window_s: 86400, conversation: {calls: 100000000}, principal: {calls: 100000000}}
"""
_RULES = """
@id("all")
permit (principal, action, resource);
"""


def rows() -> Iterator[Row]:
    """Yield the rows."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        _make(folder)
        yield from asyncio.run(_measured(folder))


def _make(folder: Path) -> None:
    (folder / "policies" / "filesystem").mkdir(parents=True)
    (folder / "policies" / "bundle.yaml").write_text(_BUNDLE)
    (folder / "policies" / "filesystem" / "policy.cedar").write_text(_RULES)
    (folder / "policies" / "filesystem" / "data.yaml").write_text("version: 1\ndefault: internal\n")
    write_keys(folder / "keys.json")
    words = random.Random(7)
    say(f"  {FILES} files")
    for number in range(FILES):
        place = folder / "docs" / f"{number % 100:02}"
        place.mkdir(parents=True, exist_ok=True)
        lines = (" ".join(words.choices(_WORDS, k=9)) for _ in range(words.randint(5, 60)))
        (place / f"{number}.txt").write_text("\n".join(lines) + "\n")
    (folder / "docs" / "ten.txt").write_text(("x" * 63 + "\n") * 160)


_WORDS = ("total", "customer", "invoice", "paid", "open", "late", "north", "south", "unit", "price")


def _settings(folder: Path, name: str) -> FilesystemSettings:
    return FilesystemSettings(
        policies=folder / "policies",
        keys=folder / "keys.json",
        data=folder / name,
        state=f"sqlite:///{folder / name}.sqlite",
        principal="ada",
        roles="analyst",
        roots=f"docs={folder / 'docs'}",
        timeout_s=60,
    )


class Text(BaseModel):
    """Text of a file."""

    path: str
    content: str


def _plain(settings: FilesystemSettings) -> GuardedServer:
    """Return the server with one tool that opens whatever path it is given."""
    server = guarded(settings, instructions="plain")
    root = next(iter(settings.folders().values()))

    @server.tool(title="Read", classify=lambda _result, _ground, _data: INTERNAL, read_only=True)
    async def read_text_file(path: Annotated[str, Field(description="Path.")]) -> Text:
        """Return the text of a file."""
        found = root / path.partition("/")[2]
        return Text(path=path, content=await anyio.to_thread.run_sync(found.read_text))

    return server


async def _measured(folder: Path) -> list[Row]:
    confined, plain = build(_settings(folder, "confined")), _plain(_settings(folder, "plain"))
    try:
        async with Client(confined) as one, Client(plain) as other:
            return [await _reads(one, other), await _searches(one, folder / "docs")]
    finally:
        confined.close()
        plain.close()


async def _reads(confined: Client[Any], plain: Client[Any]) -> Row:
    samples: tuple[list[float], list[float]] = ([], [])
    for _ in range(READS):
        for client, each in zip((plain, confined), samples, strict=True):
            each.append(await _took_ms(client, "read_text_file", path="docs/ten.txt"))
    name = "a file of 10 KB is read, p50"
    return Row(name, median(samples[1]), "ms", READS, "without confinement", median(samples[0]))


async def _searches(confined: Client[Any], docs: Path) -> Row:
    samples: tuple[list[float], list[float]] = ([], [])
    for _ in range(SEARCHES):
        samples[0].append(_grep_ms(docs))
        samples[1].append(await _took_ms(confined, "search_content", path="docs", query="absent"))
    name = f"{FILES:,} files are searched, p50"
    return Row(name, median(samples[1]), "ms", SEARCHES, "grep -rn", median(samples[0]))


def _grep_ms(docs: Path) -> float:
    began = time.perf_counter()
    subprocess.run(["grep", "-rn", "absent", str(docs)], capture_output=True, check=False)
    return (time.perf_counter() - began) * 1000


async def _took_ms(client: Client[Any], tool: str, **arguments: Any) -> float:
    began = time.perf_counter()
    result = await client.call_tool_mcp(tool, arguments)
    if result.is_error:
        raise RuntimeError(f"refused: {result.content}")
    return (time.perf_counter() - began) * 1000
