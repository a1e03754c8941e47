"""The repository's own files as data: which there are, what they import, what they say."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
_NOT_OURS = {"__pycache__", "node_modules", "build", "dist", "htmlcov"}


@dataclass(frozen=True, slots=True)
class Module:
    """A Python file that ships.

    Args:
        name: Its dotted name; a package's `__init__` has the package's.
        path: Where it lies.
    """

    name: str
    path: Path

    @property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return _parsed(self.path)


@cache
def _parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@cache
def own_files() -> tuple[Path, ...]:
    """Return every file that is committed or would be: what git ignores is left out."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
    )
    if listed.returncode == 0:
        names = listed.stdout.decode().split("\0")
        return tuple(sorted({ROOT / name for name in names if name and (ROOT / name).is_file()}))
    # An unpacked archive has no git: leave out what no archive of ours holds.
    return tuple(sorted(path for path in ROOT.rglob("*") if path.is_file() and _is_ours(path)))


def _is_ours(path: Path) -> bool:
    parts = path.relative_to(ROOT).parts[:-1]
    return not any(part in _NOT_OURS or (part[0] == "." and part != ".ci") for part in parts)


def python_files() -> tuple[Path, ...]:
    """Return every Python file of the repository, tests and benches too."""
    return tuple(path for path in own_files() if path.suffix == ".py")


def members() -> dict[str, Path]:
    """Return the folder of each workspace member by its import name."""
    found = {"ostiary": ROOT / "common", "ostiary_host": ROOT / "host"}
    for folder in sorted((ROOT / "servers").iterdir()):
        if (folder / "pyproject.toml").is_file() or (folder / "src").is_dir():
            found[f"ostiary_{folder.name}"] = folder
    return found


def shipped_modules() -> Iterator[Module]:
    """Yield every module of every member, found by globbing: a new server is there at once."""
    for folder in members().values():
        source = folder / "src"
        for path in sorted(source.rglob("*.py")):
            parts = path.relative_to(source).with_suffix("").parts
            yield Module(".".join(parts[:-1] if parts[-1] == "__init__" else parts), path)


def imports(tree: ast.AST) -> Iterator[str]:
    """Yield the dotted name of everything that is imported anywhere in `tree`, at the top or later.

    `from a.b import c` yields `a.b.c`: `c` may be a module. The linter forbids relative ones.
    """
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module), names=names, level=0):
                yield from (f"{module}.{alias.name}" for alias in names)
            case ast.Call(
                func=ast.Name(id="__import__" | "import_module")
                | ast.Attribute(attr="import_module"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield name
            case _:
                pass
