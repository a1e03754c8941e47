"""Patterns for paths, as the reference server's: matched in linear time, whatever they look like.

`*` and `?` stand for characters within one name, `**` for any number of names, `[abc]` for one of
some characters, `{a,b}` for one of some patterns. A dot at the beginning is like any other.
"""

from ostiary.server import InvalidInputError
from ostiary_filesystem.pattern import compiled, escaped

MAX_PATTERN = 512
_MAX_NESTED = 8
_HINT = "The pattern cannot be read: close every [ and {."


class Glob:
    """A pattern, ready to match.

    Args:
        pattern: The text.

    Raises:
        InvalidInputError: It cannot be read.
    """

    def __init__(self, pattern: str) -> None:
        self._pattern = compiled(f"(?s:{_translated(pattern)})")

    def matches(self, path: str) -> bool:
        """Whether a whole path, relative to where the search began, fits."""
        return self._pattern.fullmatch(path) is not None


class Excluded:
    """Patterns of what is left out: paths, or names at any depth, with everything below.

    Args:
        patterns: The texts.

    Raises:
        InvalidInputError: One cannot be read.
    """

    def __init__(self, patterns: list[str]) -> None:
        self._paths = [Glob(each.rstrip("/")) for each in patterns]
        self._names = [Glob(each.rstrip("/")) for each in patterns if "/" not in each.rstrip("/")]
        self._below = [Glob(each[:-3]) for each in patterns if each.endswith("/**")]

    def holds(self, path: str, is_folder: bool) -> bool:
        """Whether what stands at a path is left out."""
        if not self._paths:
            return False
        name = path.rpartition("/")[2]
        return (
            any(each.matches(path) for each in self._paths)
            or any(each.matches(name) for each in self._names)
            or (is_folder and any(each.matches(path) for each in self._below))
        )


def _translated(pattern: str) -> str:
    """Return a glob as a pattern of RE2's.

    Raises:
        InvalidInputError: A bracket stays open, or braces are nested too deep.
    """
    out: list[str] = []
    at, nested = 0, 0
    while at < len(pattern):
        char = pattern[at]
        if pattern.startswith("**/", at) and (at == 0 or pattern[at - 1] == "/"):
            out.append("(?:[^/]+/)*")
            at += 3
        elif pattern.startswith("**", at):
            out.append(".*")
            at += 2
        elif char == "[":
            text, at = _set(pattern, at)
            out.append(text)
        elif char == "\\" and at + 1 < len(pattern):
            out.append(escaped(pattern[at + 1]))
            at += 2
        else:
            out.append(_plain(char, is_nested=nested > 0))
            nested += (char == "{") - (char == "}" and nested > 0)
            at += 1
        if nested > _MAX_NESTED:
            raise InvalidInputError(_HINT, detail="glob")
    if nested:
        raise InvalidInputError(_HINT, detail="glob")
    return "".join(out)


def _plain(char: str, *, is_nested: bool) -> str:
    special = {"*": "[^/]*", "?": "[^/]", "{": "(?:"}
    if is_nested:
        special |= {",": "|", "}": ")"}
    return special.get(char) or escaped(char)


def _set(pattern: str, at: int) -> tuple[str, int]:
    negated = pattern[at + 1 : at + 2] in {"!", "^"}
    begin = at + 1 + negated
    end = pattern.find("]", begin + 1)
    if end < 0:
        raise InvalidInputError(_HINT, detail="glob")
    inner = pattern[begin:end].replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")
    # A slash stands between names and for none of their characters.
    return (f"[^/{inner}]" if negated else f"[{inner}]"), end + 1
