"""What the documentation shows can be used as it stands: it parses, its links lead somewhere."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from pages import EXAMPLES, FENCE, LINK, PAGES, Example
from source_tree import ROOT

LANGUAGES = {"", "text", "sh", "python", "json", "toml", "yaml", "cedar", "sql"}


def of(*languages: str) -> pytest.MarkDecorator:
    chosen = [example for example in EXAMPLES if example.language in languages]
    return pytest.mark.parametrize(
        "example", chosen, ids=lambda example: f"{example.page}:{example.line}"
    )


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_fence_is_read(page: Path) -> None:
    marks = [line for line in page.read_text().splitlines() if line.lstrip().startswith("```")]
    name = str(page.relative_to(ROOT))
    assert len(marks) == 2 * sum(example.page == name for example in EXAMPLES)


def test_the_languages_are_those_that_are_checked() -> None:
    assert {example.language for example in EXAMPLES} <= LANGUAGES


@of("sh")
def test_scripts_have_no_syntax_error(example: Example) -> None:
    done = subprocess.run(["sh", "-n"], input=example.text, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@of("python")
def test_python_compiles(example: Example) -> None:
    compile(example.text, f"{example.page}:{example.line}", "exec")


@of("json", "toml", "yaml")
def test_data_parses(example: Example) -> None:
    match example.language:
        case "json":
            json.loads(example.text)
        case "toml":
            tomllib.loads(example.text)
        case _:
            list(yaml.safe_load_all(example.text))


def headings(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub and its like form them."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    titles = re.findall(r"^#+ +(.+?) *$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for found in LINK.finditer(FENCE.sub("", page.read_text(encoding="utf-8"))):
        target = found["target"]
        if re.match(r"[a-z]+:", target):
            continue  # other people's pages: reaching them is no test of ours
        place, _, anchor = target.partition("#")
        there = (page.parent / place).resolve() if place else page
        assert there.exists(), f"{page.relative_to(ROOT)} links {target}"
        if anchor:
            assert anchor in headings(there), f"{page.relative_to(ROOT)} links {target}"


def test_every_page_is_reachable() -> None:
    reached: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached or page.suffix != ".md" or not page.is_file():
            continue
        reached.add(page)
        links = LINK.finditer(page.read_text(encoding="utf-8"))
        waiting += [(page.parent / found["target"].partition("#")[0]).resolve() for found in links]
    lost = [str(page.relative_to(ROOT)) for page in PAGES if page not in reached]
    assert not lost, f"no link leads from README.md to {lost}"
