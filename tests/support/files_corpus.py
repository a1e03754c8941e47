"""Attacks and honest requests as data: what is asked of the filesystem server, call by call."""

from collections.abc import Iterator
from typing import Any

from files_place import MARK, Place

Call = tuple[str, dict[str, Any]]

ODD_NAMES = (
    "a..b.txt", "...", "....", "..hidden", ".hidden", "-rf", "--help", "-", "~", "~root", "#x", "a#b",
    "with space", " leading", "trailing ", "two  spaces", "new\nline", "tab\there", "back\\slash",
    "\\..\\..\\x", "quote'\"", "$HOME", "`id`", "$(id)", "*", "?", "[x]", "{a,b}", "!", "&", ";", "|",
    "a;b", "a|b", "<x>", "%2e%2e", "..%2f", "%00", "CON", "nul", "a:b", "C:", "name.tar.gz",
    "\u00fcn\u00efc\u00f6de", "e\u0301.txt", "\u00e9.txt", "\u65e5\u672c\u8a9e", "\U0001f600",
    "\ufb01ligature", "\u212aelvin", "a" * 255, "\u00e9" * 127, ".gitignore", ".github", "prod.env",
    "environment", "keys.txt", "pem", "x.pemx", "id_card.txt", "git", "docs", "docs.", "CAPS.TXT",
)  # fmt: skip
"""Names that a file may have, each of which has been taken for an attack somewhere."""

CONTENTS = (
    "", "\n", "a", "a\n", "no end", "one\r\ntwo\r\n", "mixed\r\nends\n", "\ttabs\t\n", "trailing  \n",
    "\u00fc\u00e9\u65e5\U0001f600\n", "\ufeffmark at the beginning\n", "a\u2028b\u2029c\n", "x" * 5000,
    "<script>alert(1)</script>", "{{7*7}} ${HOME} $(id)", "\\n \\0 \\x00", "line\n" * 500,
)  # fmt: skip


def hidden_paths(place: Place) -> tuple[str, ...]:
    """Return paths to what no caller may see, in the spellings that have worked somewhere."""
    docs, outside = str(place.docs), str(place.outside)
    return (
        "docs/../outside/secret.txt", "docs/../../etc/passwd", "docs/sub/../../outside/secret.txt",
        "docs/./../outside/secret.txt", "docs//..//outside/secret.txt", "docs/..", "docs/../", "..", ".",
        "../outside/secret.txt", "outside/secret.txt", "./docs/../outside/secret.txt", "/", "//", "",
        f"{outside}/secret.txt", f"{outside}", f"/{outside}/secret.txt", f"{docs}/../outside/secret.txt",
        f"{docs}-other/secret.txt", f"{docs}/../docs-other/secret.txt", f"{docs}/sub/../../outside",
        "/etc/passwd", "/proc/self/environ", "/proc/self/root/etc/passwd", "/dev/zero", "/dev/stdin",
        "docs/abs", "docs/abs/secret.txt", "docs/abs/folder/deep.txt", "docs/abs-file", "docs/rel",
        "docs/rel/secret.txt", "docs/rel-file", "docs/up", "docs/up/outside/secret.txt", "docs/loop",
        "docs/loop/x", "docs/chain", "docs/chain/secret.txt", "docs/magic", "docs/magic/etc/passwd",
        "docs/magic-fd", "docs/good/../../outside/secret.txt", "docs/good/chain/secret.txt",
        "docs/missing/../../outside/secret.txt", "docs/guide.md/../../outside/secret.txt",
        "docs/guide.md/..", "docs/..\\outside\\secret.txt", "docs/%2e%2e/outside/secret.txt",
        "docs/..%2foutside%2fsecret.txt", "docs/\uff0e\uff0e/outside/secret.txt",
        "docs/..\u2215outside/secret.txt", "docs/.\u200b./outside/secret.txt", "docs/\x00/../outside",
        "file:///etc/passwd", f"file://{outside}/secret.txt", "~/secret.txt", "$HOME/secret.txt",
        "docs/fifo", "docs/socket", "DOCS/../outside/secret.txt", "docs/" + "sub/../" * 50 + "../outside",
        "docs/" + "../" * 100 + "etc/passwd", "docs/" + "x/" * 2000, "docs/" + "y" * 256,
        "docs/.env", "docs/.ENV", "docs/.env/", "docs/sub/../.env", "docs/env-link", "docs/.env.", "docs/.env ",
        "docs/.e\u200bnv", "docs/.\uff45nv", "docs/.git", "docs/.git/config", "docs/.GIT/config",
        "docs/.git/../.git/config", "docs/key.pem", "docs/KEY.PEM", f"{docs}/.env", f"{docs}/.git/config",
        "docs/hr/cv.txt", "docs/hr-link/cv.txt", "docs/sub/../hr/cv.txt", f"{docs}/hr/cv.txt", "docs/hr",
        "docs/hr-link", "docs/payroll/list.csv", "docs/pay-link", "docs/payroll", "docs/good/../payroll",
    )  # fmt: skip


def reads(path: str) -> Iterator[Call]:
    """Yield every way to read what stands at a path, or something about it."""
    at = {"path": path}
    yield "read_text_file", at
    yield "read_text_file", {**at, "head": 3}
    yield "read_text_file", {**at, "tail": 3}
    yield "read_text_file", {**at, "from_line": 1, "to_line": 5}
    yield "read_media_file", at
    yield "read_multiple_files", {"paths": ["docs/guide.md", path or "x"]}
    yield "list_directory", at
    yield "list_directory_with_sizes", {**at, "sortBy": "size"}
    yield "directory_tree", at
    yield "search_files", {**at, "pattern": "**"}
    yield "search_content", {**at, "query": MARK[:6]}
    yield "search_content", {**at, "query": ".*", "regex": True}
    yield "get_file_info", at


def changes(path: str) -> Iterator[Call]:
    """Yield every way to change what stands at a path."""
    at = {"path": path}
    yield "write_file", {**at, "content": "overwritten"}
    yield "write_file", {"path": f"{path}/new.txt", "content": "planted"}
    yield "edit_file", {**at, "edits": [{"oldText": MARK, "newText": "x"}]}
    yield "edit_file", {**at, "edits": [{"oldText": "c", "newText": "x"}], "dryRun": True}
    yield "create_directory", {"path": f"{path}/planted"}
    yield "move_file", {"source": path, "destination": "docs/stolen"}
    yield "move_file", {"source": "docs/sub/deep/last.txt", "destination": f"{path}/planted"}
    yield "delete_file", at
    yield "list_versions", at
    yield "restore_version", {**at, "version": "0006440000000000-00000000"}
