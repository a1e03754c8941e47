"""What no file may say: where packages come from, unfinished work, somebody's machine."""

import re

import pytest
from source_tree import ROOT, own_files

TEXT = {
    ".py",
    ".md",
    ".toml",
    ".lock",
    ".txt",
    ".yaml",
    ".yml",
    ".json",
    ".cedar",
    ".sh",
    ".cfg",
    "",
}

# Put together here, so that this file does not say them.
REGISTRIES = [
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("pythonhosted", "org"),
        ("npmjs", "org"),
        ("npmjs", "com"),
        ("deb", "debian", "org"),
        ("crates", "io"),
    )
]
UNFINISHED = ["TO" + "DO", "FIX" + "ME", "X" + "XX"]
MACHINES = ["/wo" + "rk/", "/tmp/l" + "ab", "/ro" + "ot/"]

FORBIDDEN = {
    "registry": re.compile("|".join(map(re.escape, REGISTRIES)), re.IGNORECASE),
    "unfinished": re.compile(r"\b(" + "|".join(UNFINISHED) + r")\b"),
    "machine": re.compile(r"(?<![\w.*-])(" + "|".join(map(re.escape, MACHINES)) + ")"),
}


def files() -> list[str]:
    return [str(path.relative_to(ROOT)) for path in own_files() if path.suffix in TEXT]


@pytest.mark.parametrize("kind", FORBIDDEN)
def test_no_file_says_it(kind: str) -> None:
    found: list[str] = []
    for name in files():
        text = (ROOT / name).read_text(encoding="utf-8", errors="replace")
        for number, line in enumerate(text.splitlines(), start=1):
            if FORBIDDEN[kind].search(line):
                found.append(f"{name}:{number}: {line.strip()[:80]}")
    assert not found, "\n".join(found)


def test_the_run_script_and_the_documents_are_read() -> None:
    assert {"run", "README.md", "pyproject.toml", "requirements.lock"} <= set(files())
