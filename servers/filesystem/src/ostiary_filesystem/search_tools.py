"""The tools that look through many folders: trees, names that match, lines that match.

What a caller may not read in the clear he may not match either: it is passed over, and counted.
"""

import random
from functools import partial
from typing import Annotated, TypeAlias

from pydantic import Field

from ostiary.server import (
    AsRead,
    Classes,
    DataClass,
    DataMap,
    Fields,
    GuardedServer,
    Items,
    Leaves,
    Origin,
    Sink,
)
from ostiary_filesystem.browse import Walk
from ostiary_filesystem.browsed import Browsed
from ostiary_filesystem.content import Search, Sight, pattern_of
from ostiary_filesystem.deadline import beside
from ostiary_filesystem.facts import FACTS
from ostiary_filesystem.file_tools import Path
from ostiary_filesystem.found import Kind
from ostiary_filesystem.glob import MAX_PATTERN, Excluded, Glob
from ostiary_filesystem.read import require_folder
from ostiary_filesystem.results import Line, Lines, Matches, Tree
from ostiary_filesystem.served import Served, meta
from ostiary_filesystem.tree import Branch, grow

_Pattern = Annotated[str, Field(min_length=1, max_length=MAX_PATTERN)]
Excludes: TypeAlias = Annotated[
    list[_Pattern] | None,
    Field(
        description="Patterns of what to leave out: of paths, or of names at any depth.",
        max_length=50,
    ),
]
TEXT = "TEXT"
"""The kind of free text, as data maps name it."""

_MAX_TREE_DEPTH = 40
"""How deep a tree goes: readers of JSON take each level for a step of a recursion."""

_MAX_VISITED = 200_000
"""How many entries a search looks at, in all folders together."""


def add_searches(server: GuardedServer, served: Served) -> None:
    """Offer the tools on `server`."""
    _add_tree(server, served)
    _add_names(server, served)
    _add_content(server, served)


def _add_tree(server: GuardedServer, served: Served) -> None:
    def classify(result: Tree, ground: Browsed, data: DataMap) -> Classes:
        about = meta(ground.found.origin)
        path = served.names(ground.path, data)
        children = Items(result.classes)
        return Fields({"path": path, "children": children, "truncated": about})

    @server.tool(
        title="Show a tree of folders",
        examine=served.browse,
        facts=FACTS,
        classify=classify,
        timeout_s=served.timeout_s,
        read_only=True,
        sink=Sink.NOWHERE,
    )
    async def directory_tree(  # pyright: ignore[reportUnusedFunction] - registered by the decorator
        path: Path,
        excludePatterns: Excludes = None,  # noqa: N803 - the reference server's name
        *,
        ground: Browsed,
        clearance: DataClass,
        leaves: Leaves,
    ) -> Tree:
        """Return everything below a folder, with `children` for each folder in it."""
        del path
        excluded = Excluded(excludePatterns or [])
        walk = Walk(
            served.eye(),
            enters=lambda path: leaves(ground.origin(path)),
            passes_over=excluded.holds,
            max_depth=_MAX_TREE_DEPTH,
        )

        def work() -> Branch:
            folder = require_folder(ground.found)
            return grow(folder, walk, ground.origin, lambda each: each.data_class <= clearance)

        branch = await beside(work)
        tree = Tree(path=ground.path, children=branch.nodes, truncated=walk.is_truncated)
        return tree.of(branch.classes)


def _add_names(server: GuardedServer, served: Served) -> None:
    def classify(result: Matches, ground: Browsed, data: DataMap) -> Classes:
        del data
        about = meta(ground.found.origin)
        above = [ground.whole(path.rpartition("/")[0]) for path in result.paths]
        paths = Items([ground.origins.of(path) for path in above])
        return Fields({"paths": paths, "truncated": about, "skipped": about})

    @server.tool(
        title="Search for names",
        examine=served.browse,
        facts=FACTS,
        classify=classify,
        timeout_s=served.timeout_s,
        read_only=True,
        sink=Sink.NOWHERE,
    )
    async def search_files(  # pyright: ignore[reportUnusedFunction] - as above
        path: Path,
        pattern: Annotated[
            _Pattern,
            Field(description="For paths from the folder on: *.md in it, **/*.md in all below it."),
        ],
        excludePatterns: Excludes = None,  # noqa: N803 - the reference server's name
        *,
        ground: Browsed,
        clearance: DataClass,
    ) -> Matches:
        """Return the paths of files and folders that fit a pattern with * ** ? [ab] {a,b}."""
        del path
        wanted, excluded = Glob(pattern), Excluded(excludePatterns or [])
        walk = _visible(served, ground, clearance, excluded)

        def work() -> Matches:
            found = Matches(paths=[], truncated=False, skipped=0)
            for at, _, _ in walk.all(require_folder(ground.found)):
                if wanted.matches(at):
                    if len(found.paths) == served.settings.max_entries:
                        found.truncated = True
                        break
                    found.paths.append(ground.whole(at))
            found.truncated = found.truncated or walk.is_truncated
            found.skipped = walk.closed
            return found

        return await beside(work)


def _visible(served: Served, ground: Browsed, clearance: DataClass, excluded: Excluded) -> Walk:
    """Return a walk through the folders whose names the caller may read as they are."""
    return Walk(
        served.eye(_MAX_VISITED),
        enters=lambda path: ground.origin(path).data_class <= clearance,
        passes_over=excluded.holds,
    )


def _add_content(server: GuardedServer, served: Served) -> None:
    def classify(result: Lines, ground: Browsed, data: DataMap) -> Classes:
        about = meta(ground.found.origin)
        matches: list[Classes] = [
            Fields(
                {
                    "path": served.names(line.path, data),
                    "line": about,
                    "text": served.origin(line.path, data),
                }
            )
            for line in result.matches
        ]
        fields: dict[str, Classes] = dict.fromkeys(Lines.model_fields, about)
        return Fields({**fields, "matches": Items(matches)})

    @server.tool(
        title="Search in files",
        examine=served.browse,
        facts=FACTS,
        classify=classify,
        timeout_s=served.timeout_s,
        read_only=True,
        sink=Sink.NOWHERE,
    )
    async def search_content(  # pyright: ignore[reportUnusedFunction] - as above
        path: Path,
        query: Annotated[
            str, Field(description="A text within one line.", min_length=1, max_length=1000)
        ],
        regex: Annotated[bool, Field(description="Whether query is a pattern (RE2).")] = False,
        max_results: Annotated[int, Field(description="Most lines.", ge=1, le=1000)] = 100,
        *,
        ground: Browsed,
        clearance: DataClass,
        leaves: Leaves,
        as_read: AsRead,
    ) -> Lines:
        """Return the lines of files, in a folder and all below it or in one file, that hold a text.

        Where people leave as pseudonyms, lines are matched with those. Files of which you may read
        nothing are passed over and counted.
        """
        del path
        pattern = pattern_of(query, is_pattern=regex)
        walk = Walk(served.eye(_MAX_VISITED), enters=lambda path: leaves(ground.origin(path)))
        search = Search(
            pattern,
            walk,
            sight=lambda path: _sight(ground.origin(path), clearance, leaves),
            most=max_results,
            needle=None if regex else query.encode(),
        )
        await beside(lambda: _search(search, ground))
        await _search_treated(search, ground, as_read)
        return _lines_of(search, ground)


def _lines_of(search: Search, ground: Browsed) -> Lines:
    return Lines(
        matches=[
            Line(path=ground.whole(hit.path), line=hit.number, text=hit.text) for hit in search.hits
        ],
        files_searched=search.searched,
        files_skipped=search.skipped,
        truncated=search.is_truncated or search.is_partial,
    )


def _sight(origin: Origin, clearance: DataClass, leaves: Leaves) -> Sight:
    if origin.data_class <= clearance:
        return Sight.CLEAR
    return Sight.TREATED if origin.kind == TEXT and leaves(origin) else Sight.NONE


async def _search_treated(search: Search, ground: Browsed, as_read: AsRead) -> None:
    """Look through the texts that leave with pseudonyms, with those in them."""
    # In an order that tells nothing of the files' names.
    random.SystemRandom().shuffle(search.later)
    for path, data in search.later:
        if search.is_truncated:
            return
        shown = await as_read(data.decode("utf-8", "replace"), ground.origin(path))
        if shown is None:
            search.skipped += 1
        else:
            await beside(partial(search.text, shown.encode(), path))


def _search(search: Search, ground: Browsed) -> None:
    if ground.found.kind is Kind.FILE and ground.found.spot is not None:
        with ground.found.spot.open_folder() as folder:
            search.file(folder, ground.found.spot.name, "")
    else:
        search.below(require_folder(ground.found))
