"""The pages of the documentation as data, and the examples in their fenced blocks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from source_tree import ROOT, own_files

PAGES = [path for path in own_files() if path.suffix == ".md"]
FENCE = re.compile(
    r"^(?P<indent> *)```(?P<language>[\w-]*)[^\n]*\n(?P<text>.*?)^(?P=indent)```$",
    re.MULTILINE | re.DOTALL,
)
LINK = re.compile(r"(?<!!)\[[^\]]+\]\((?P<target>[^)\s]+)\)")


@dataclass(frozen=True, slots=True)
class Example:
    """A fenced block of one page.

    Args:
        page: Where it stands, from the repository's root.
        line: The line of its first fence.
        language: The word after that fence; may be empty.
        text: What is inside, without the indentation of the fences.
    """

    page: str
    line: int
    language: str
    text: str


def _examples() -> Iterator[Example]:
    for page in PAGES:
        content = page.read_text(encoding="utf-8")
        for found in FENCE.finditer(content):
            line = content.count("\n", 0, found.start()) + 1
            indent = len(found["indent"])
            text = "".join(line[indent:] for line in found["text"].splitlines(keepends=True))
            yield Example(str(page.relative_to(ROOT)), line, found["language"], text)


EXAMPLES = list(_examples())
