"""Names, patterns and classes: what is decided by name holds for every spelling of it."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ostiary.classes import DataClass, Origin
from ostiary.server import DataMap, InvalidInputError
from ostiary_filesystem.glob import Excluded, Glob
from ostiary_filesystem.names import PROTECTED, Protected, folded, is_tellable
from ostiary_filesystem.origins import Origins

USUAL = Protected(PROTECTED)


@pytest.mark.parametrize(
    "name",
    [".git", ".GIT", ".env", ".env.local", ".Env", ".env ", ".env.", ".e\u200bnv", ".\uff45nv", "a.pem",
     "A.PEM", "id_rsa", "id_ed25519.pub", ".ssh", ".ostiary-00", ".netrc", "x.key", "b.p12", ".\u017fsh"],
)  # fmt: skip
def test_a_protected_name_is_protected_in_every_spelling(name: str) -> None:
    assert USUAL.holds(name)


@pytest.mark.parametrize(
    "name",
    [".gitignore", ".github", "git", "env", "prod.env", "environment", "pem", "a.pem.txt", "keys", "id",
     "monkey", "keyboard.txt", "ssh", ".envrc", "ostiary", "a..b"],
)  # fmt: skip
def test_names_that_only_look_like_it_are_not(name: str) -> None:
    assert not USUAL.holds(name)


@given(st.text(min_size=1, max_size=20))
def test_composed_and_decomposed_spellings_fold_alike(name: str) -> None:
    for form in ("NFC", "NFD"):
        assert folded(unicodedata.normalize(form, name)) == folded(name)


@pytest.mark.parametrize(
    "name", ["a\x00b", "a\x1bb", "a\u202eb", "a\udc80b", "a\u2028b", "a\U000e0041"]
)
def test_names_that_hide_something_are_not_told(name: str) -> None:
    assert not is_tellable(name)


@pytest.mark.parametrize(
    "name", ["a\nb", "a\tb", "a\\b", "\u00e9", "e\u0301", "\U0001f600", "-rf", "..."]
)
def test_names_that_are_only_odd_are(name: str) -> None:
    assert is_tellable(name)


@pytest.mark.parametrize(
    ("pattern", "path", "fits"),
    [
        ("*.md", "a.md", True), ("*.md", "b/a.md", False), ("**/*.md", "a.md", True),
        ("**/*.md", "b/c/a.md", True), ("**", "a/b/c", True), ("a?c", "abc", True), ("a?c", "a/c", False),
        ("[ab].txt", "a.txt", True), ("[!ab].txt", "a.txt", False), ("[^ab].txt", "c.txt", True),
        ("{a,b}/x", "b/x", True), ("{a,b*}", "bcd", True), ("{a,b}", "c", False), ("a.b", "axb", False),
        ("src/**/test", "src/test", True), ("src/**/test", "src/a/b/test", True), ("*", ".hidden", True),
        ("a\\*", "a*", True), ("a\\*", "ab", False), ("(a|b)+", "(a|b)+", True), ("**/x", "a/yx", False),
    ],
)  # fmt: skip
def test_patterns_fit_as_the_reference_servers(pattern: str, path: str, fits: bool) -> None:
    assert Glob(pattern).matches(path) is fits


@pytest.mark.parametrize("pattern", ["[a", "{a", "{a,{b,c}", "{" * 9 + "}" * 9, "[z-a]"])
def test_patterns_that_do_not_close_are_refused(pattern: str) -> None:
    with pytest.raises(InvalidInputError):
        Glob(pattern)


@given(st.text(alphabet="ab/*?", max_size=8), st.text(alphabet="ab/", max_size=8))
def test_patterns_mean_what_their_translation_says(pattern: str, path: str) -> None:
    plain = (
        re.escape(pattern).replace(r"\*\*/", "\0").replace(r"\*\*", "\1").replace(r"\*", "[^/]*")
    )
    if "\0" in plain or "\1" in plain:
        return
    assert Glob(pattern).matches(path) == bool(re.fullmatch(plain.replace(r"\?", "[^/]"), path))


def test_a_bomb_of_a_pattern_takes_no_time() -> None:
    assert not Glob("*a" * 200 + "b").matches("a" * 4000)


def test_what_is_excluded_is_excluded_at_any_depth() -> None:
    excluded = Excluded(["node_modules", "*.log", "build/**", "a/b"])
    for path, is_folder in (("node_modules", True), ("x/node_modules", True), ("x/y.log", False), ("build", True), ("build/x", False), ("a/b", False)):  # fmt: skip
        assert excluded.holds(path, is_folder), path
    assert not excluded.holds("x/a/b", False)
    assert not excluded.holds("builder", True)


def data_map(**lines: DataClass) -> Origins:
    told = {name.replace("__", "/"): Origin(found) for name, found in lines.items()}
    return Origins(DataMap(Origin(DataClass.INTERNAL), {"folders": told}))


def test_a_line_about_a_folder_holds_below_it_and_the_nearest_wins() -> None:
    origins = data_map(docs__hr=DataClass.PERSONAL, docs__hr__public=DataClass.PUBLIC)
    assert origins.of("docs/guide").data_class is DataClass.INTERNAL
    assert origins.of("docs/hr").data_class is DataClass.PERSONAL
    assert origins.of("docs/hr/a/b").data_class is DataClass.PERSONAL
    assert origins.of("docs/HR/a").data_class is DataClass.PERSONAL
    assert origins.of("docs/hr/public/a").data_class is DataClass.PUBLIC
    assert origins.of("docs/hrx").data_class is DataClass.INTERNAL


def test_a_pattern_only_raises_a_class() -> None:
    lines = {"*.key": Origin(DataClass.SECRET), "docs": Origin(DataClass.INTERNAL), "docs/hr": Origin(DataClass.PERSONAL), "docs/*": Origin(DataClass.PUBLIC)}  # fmt: skip
    origins = Origins(DataMap(sections={"folders": lines}))
    assert origins.of("docs/a.key").data_class is DataClass.SECRET
    assert origins.of("docs/hr/x").data_class is DataClass.PERSONAL
    assert origins.of("docs/x").data_class is DataClass.INTERNAL


def test_what_no_line_names_is_unknown() -> None:
    assert Origins(DataMap()).of("docs/a").data_class is DataClass.SECRET


def test_a_name_spelt_otherwise_has_the_class_of_the_name() -> None:
    lines = {"docs/gr\u00f6\u00dfe": Origin(DataClass.SECRET)}
    origins = Origins(DataMap(Origin(DataClass.INTERNAL), {"folders": lines}))
    assert origins.of("docs/gro\u0308\u00dfe/x").data_class is DataClass.SECRET
    assert origins.of("docs/GR\u00d6\u00dfE/x").data_class is DataClass.SECRET
