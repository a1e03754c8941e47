"""Commands and settings: what the documentation names exists, and what exists is named."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache

from pages import EXAMPLES, PAGES
from source_tree import ROOT, members, shipped_modules

SETTING = re.compile(r"\bOSTIARY_[A-Z][A-Z0-9_]*[A-Z0-9]\b(?![_*])")


def fields(tree: ast.Module) -> Iterator[str]:
    """Yield the variable of every field of every class of settings in `tree`."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.ClassDef) and node.name.endswith("Settings")):
            continue
        server = next((key.value for key in node.keywords if key.arg == "server"), None)
        word = f"{server.value}_".upper() if isinstance(server, ast.Constant) else ""
        for field in node.body:
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                name = field.target.id
                is_class_variable = "ClassVar" in ast.unparse(field.annotation)
                if not name.startswith("_") and not is_class_variable:
                    yield f"OSTIARY_{word}{name.upper()}"


@cache
def known() -> frozenset[str]:
    """Return every variable that the code reads: fields of settings, and names in its text."""
    names: set[str] = set()
    for module in shipped_modules():
        names.update(fields(module.tree))
        names.update(SETTING.findall(module.path.read_text(encoding="utf-8")))
    return frozenset(names)


def shown() -> frozenset[str]:
    """Return the variables of the servers that the documentation writes as examples."""
    programs = [example.text for example in EXAMPLES if example.language == "python"]
    return frozenset(name for program in programs for name in fields(ast.parse(program)))


def test_every_setting_in_the_documentation_exists() -> None:
    unknown = {
        f"{page.relative_to(ROOT)}: {name}"
        for page in PAGES
        for name in SETTING.findall(page.read_text(encoding="utf-8"))
        if name not in known() | shown()
    }
    assert not unknown


def test_every_setting_is_on_the_page_of_settings() -> None:
    page = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
    assert known() - set(SETTING.findall(page)) == set()


def test_the_commands_of_the_readme_exist_in_run() -> None:
    run = (ROOT / "run").read_text(encoding="utf-8")
    commands = set(re.findall(r"^    ([a-z]+)\) ?(?:set_up|$)", run, re.MULTILINE))
    assert {"demo", "test"} <= commands
    for page in PAGES:
        for command in re.findall(r"\./run ([a-z]+)", page.read_text(encoding="utf-8")):
            assert command in commands | {"help"}, f"{page.relative_to(ROOT)}: ./run {command}"


def test_every_script_is_documented() -> None:
    text = (ROOT / "README.md").read_text() + (ROOT / "docs/install.md").read_text()
    for folder in members().values():
        project = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
        for script in project["scripts"]:
            assert f"`{script}" in text, script
