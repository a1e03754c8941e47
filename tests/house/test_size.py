"""Files and functions stay small enough to be read whole. No exceptions: what grows is split."""

import ast

from source_tree import ROOT, own_files, python_files

MAX_FILE_LINES = 400
MAX_FUNCTION_LINES = 60


def test_no_file_is_longer_than_the_limit() -> None:
    scripts = [
        path
        for path in own_files()
        if path.suffix in {".py", ".sh", ".cedar"} or path.name == "run"
    ]
    lengths = {
        str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines())
        for path in scripts
    }
    assert lengths
    assert {name: length for name, length in lengths.items() if length > MAX_FILE_LINES} == {}


def test_no_function_is_longer_than_the_limit() -> None:
    found: list[str] = []
    for path in python_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > MAX_FUNCTION_LINES:
                found.append(f"{path.relative_to(ROOT)}:{node.lineno}: {node.name}: {length} lines")
    assert not found, "\n".join(found)
