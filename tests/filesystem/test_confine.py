"""Confinement, by either way of opening: what is reached is below the root, and by no link."""

import errno
import gc
import os
from contextlib import suppress
from pathlib import Path

import pytest
from files_place import MARK, Place
from hypothesis import given
from hypothesis import strategies as st

from ostiary_filesystem.confine.beneath import Open, in_one_step, step_by_step
from ostiary_filesystem.confine.follow import OutsideError, canonical
from ostiary_filesystem.confine.held import Held
from ostiary_filesystem.confine.path import read_path
from ostiary_filesystem.confine.roots import Roots
from ostiary_filesystem.confine.syscalls import has_openat2

WAYS = [pytest.param(in_one_step, id="openat2"), pytest.param(step_by_step, id="walk")]


def test_this_kernel_has_openat2() -> None:
    assert has_openat2()


@pytest.fixture
def root(place: Place) -> Held:
    return Held(os.open(place.docs, os.O_PATH | os.O_DIRECTORY))


@pytest.mark.parametrize("way", WAYS)
def test_a_plain_path_is_opened(root: Held, way: Open) -> None:
    with Held(way(root.fd, ["sub", "deep", "last.txt"], os.O_RDONLY, 0)) as held:
        assert os.read(held.fd, 100) == b"needle deep\n"


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "parts",
    [["abs", "secret.txt"], ["rel", "secret.txt"], ["good", "a..b.txt"], ["rel-file"], ["abs-file"],
     ["magic", "etc", "passwd"], ["loop"], ["chain", "secret.txt"], ["abs-inside"]],
    ids="/".join,
)  # fmt: skip
def test_no_link_is_followed(root: Held, way: Open, parts: list[str]) -> None:
    with pytest.raises(OSError) as raised:
        way(root.fd, parts, os.O_RDONLY, 0)
    assert raised.value.errno in {errno.ELOOP, errno.ENOTDIR}


@pytest.mark.parametrize("way", WAYS)
def test_another_mount_is_not_entered(way: Open) -> None:
    with (
        Held(os.open("/", os.O_PATH | os.O_DIRECTORY)) as top,
        pytest.raises(OSError) as raised,
    ):
        way(top.fd, ["proc", "self", "environ"], os.O_RDONLY, 0)
    assert raised.value.errno == errno.EXDEV


@pytest.mark.parametrize("way", WAYS)
def test_no_descriptor_is_left_open(root: Held, way: Open) -> None:
    gc.collect()  # what others in this process have left is closed before, not meanwhile
    before = len(list(Path("/proc/self/fd").iterdir()))
    for parts in (["sub", "deep"], ["missing", "x"], ["rel", "x"], ["guide.md", "x"], []):
        for _ in range(20):
            with suppress(OSError):
                os.close(way(root.fd, parts, os.O_PATH, 0))
    assert len(list(Path("/proc/self/fd").iterdir())) <= before


@pytest.mark.parametrize(
    ("parts", "reached"),
    [
        (["good", "a..b.txt"], ("sub", "a..b.txt")),
        (["sub", "good"], ("guide.md",)),
        (["sub", "..", "guide.md"], ("guide.md",)),
        (["env-link"], (".env",)),
        (["hr-link", "cv.txt"], ("hr", "cv.txt")),
        (["new"], ("new",)),
        (["missing", "deeper", "x"], ("missing", "deeper", "x")),
        (["missing", "..", "x"], ("x",)),
        (["dangling"], ("nowhere",)),
    ],
)
def test_links_and_dots_are_followed_to_names(
    root: Held, parts: list[str], reached: tuple[str, ...]
) -> None:
    assert canonical(root, parts) == reached


@pytest.mark.parametrize(
    "parts",
    [["abs"], ["rel"], ["chain"], ["up"], [".."], ["sub", "..", ".."], ["missing", "..", "..", "x"],
     ["magic"], ["abs-inside"]],
    ids="/".join,
)  # fmt: skip
def test_what_leads_out_is_told_apart(root: Held, parts: list[str]) -> None:
    with pytest.raises(OutsideError):
        canonical(root, parts)


PARTS = st.lists(
    st.sampled_from(
        ["..", "sub", "deep", "good", "rel", "abs", "up", "chain", "hr-link", "x", "loop"]
    ),
    max_size=12,
)


@given(PARTS)
def test_whatever_is_asked_what_is_opened_lies_below_the_root(
    shared: tuple[Roots, Path], parts: list[str]
) -> None:
    roots, docs = shared
    spot = roots.find("/".join(("docs", *parts)))
    if spot is None:
        return
    assert ".." not in spot.parts
    try:
        held = spot.open(os.O_PATH | os.O_NOFOLLOW)
    except OSError:
        return
    with held:
        assert Path(f"/proc/self/fd/{held.fd}").readlink().is_relative_to(docs)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> tuple[Roots, Path]:
    from files_place import made_place

    made = made_place(tmp_path_factory.mktemp("shared"))
    return Roots({"docs": made.docs}), made.docs


def test_an_absolute_path_needs_a_whole_name_of_a_root() -> None:
    places = {("srv", "docs"): "docs"}
    assert read_path("/srv/docs/a/./b", {"docs"}, places) is not None
    for path in ("/srv/docs-other/a", "/srv/doc", "/srv", "/srv/Docs/a", "srv/docs/a", "/"):
        assert read_path(path, {"docs"}, places) is None, path


def test_a_root_that_is_moved_away_is_still_what_was_opened(place: Place) -> None:
    roots = Roots({"docs": place.docs})
    place.docs.rename(place.docs.with_name("moved"))
    place.docs.symlink_to(place.outside)
    spot = roots.find("docs/secret.txt")
    assert spot is not None
    with pytest.raises(FileNotFoundError):
        spot.open(os.O_PATH)
    assert MARK in (place.docs / "secret.txt").read_text()
