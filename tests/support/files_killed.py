"""Kills a change after each of its steps: `files_killed.py FOLDER`; a line of JSON for each.

A step is a call by which the change touches the disk; a write is cut in the middle as well. The
change runs in a child, which ends by SIGKILL; then what it left is looked after and looked at.
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ostiary_filesystem.keep.replace as replace_module
from ostiary.server import UNKNOWN, DataMap
from ostiary_filesystem.browse import Eye
from ostiary_filesystem.change import Move, Target
from ostiary_filesystem.confine.roots import Roots, Spot
from ostiary_filesystem.deadline import Deadline
from ostiary_filesystem.edit import Change
from ostiary_filesystem.found import look
from ostiary_filesystem.keep.pending import Pending
from ostiary_filesystem.keep.versions import Versions
from ostiary_filesystem.origins import Origins
from ostiary_filesystem.writer import Writer, moving_eye

OLD, NEW = "old " * 5000, "new " * 7000


class Scene:
    """A root with one file, and what changes it."""

    def __init__(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        self.docs = folder / "docs"
        (self.docs / "sub").mkdir(parents=True)
        (self.docs / "file").write_text(OLD)
        self.roots = Roots({"docs": self.docs})
        self.versions = Versions(folder / "versions", 20)
        self.pending = Pending(folder / "pending", self.versions)
        self.writer = Writer(self.versions, self.pending)

    def spot(self, path: str) -> Spot:
        found = self.roots.find(f"docs/{path}")
        assert found is not None
        return found

    def target(self, path: str, **more: Any) -> Target:
        spot = self.spot(path)
        try:
            folder = spot.open_folder()
        except OSError:
            folder = None
        return Target(look(spot, UNKNOWN), folder, **more)


def eye() -> Eye:
    """Return what a move looks with."""
    return moving_eye(Deadline(60))


def write(scene: Scene) -> None:
    scene.writer.write(scene.target("file", text=NEW), None)


def create(scene: Scene) -> None:
    scene.writer.write(scene.target("made", text=NEW), None)


def edit(scene: Scene) -> None:
    changes = (Change(OLD[:-1], NEW[:-1]),)
    scene.writer.edit(scene.target("file", changes=changes), None, is_dry=False)


def delete(scene: Scene) -> None:
    scene.writer.delete(scene.target("file"))


def move(scene: Scene) -> None:
    ends = scene.target("file"), scene.target("sub/moved")
    scene.writer.move(Move(*ends, Origins(DataMap())), eye())


def make(scene: Scene) -> None:
    scene.writer.make(scene.target("a/b/c"))


def restore(scene: Scene) -> None:
    kept = scene.versions.keep(scene.spot("file"), NEW.encode(), 0o640, "edit")
    scene.writer.restore(scene.target("file"), kept.id)


TOOLS: dict[str, Callable[[Scene], None]] = {
    each.__name__: each for each in (write, create, edit, delete, move, make, restore)
}


def with_steps(die_at: int) -> None:
    """Make this process die at its `die_at`th step."""
    steps = 0

    def tick() -> None:
        nonlocal steps
        steps += 1
        if steps == die_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def stepping(real: Callable[..., Any]) -> Callable[..., Any]:
        def step(*args: Any, **kwargs: Any) -> Any:
            tick()
            done = real(*args, **kwargs)
            tick()
            return done

        return step

    real_write = os.write

    def half(fd: int, data: Any) -> int:
        tick()
        done = real_write(fd, bytes(data)[: max(1, len(data) // 2)])
        tick()
        return done

    os.write = half
    for name in ("fsync", "unlink", "rename", "mkdir", "fchmod", "fchown"):
        setattr(os, name, stepping(getattr(os, name)))
    replace_module.renameat2 = stepping(replace_module.renameat2)


def state(scene: Scene) -> dict[str, Any]:
    """Return what is there after what was left was looked after."""
    scene.pending.recover(scene.roots)
    names = {"file": "file", "made": "made", "moved": "sub/moved"}
    held = {key: scene.docs / name for key, name in names.items()}
    words = {OLD: "old", NEW: "new"}
    return {
        **{
            key: words.get(path.read_text(), "broken") if path.exists() else "absent"
            for key, path in held.items()
        },
        "stray": [path.name for path in scene.docs.rglob(".ostiary-*")],
        "notes": len(list(scene.pending.folder.glob("*"))) if scene.pending.folder.is_dir() else 0,
        "kept": sorted(
            words.get(scene.versions.read(scene.spot("file"), each.id)[1].decode(), "broken")
            for each in scene.versions.of(scene.spot("file"))
        ),
        "recovered": sum(
            each.reason == "recovered" for each in scene.versions.of(scene.spot("file"))
        ),
        "folders": [name for name in ("a", "a/b", "a/b/c") if (scene.docs / name).is_dir()],
    }


def main(folder: Path) -> None:
    """Kill every tool after each of its steps."""
    for name, tool in TOOLS.items():
        for die_at in range(1, 500):
            scene = Scene(folder / "scene")
            child = os.fork()
            if not child:
                with_steps(die_at)
                tool(scene)
                os._exit(0)
            _, status = os.waitpid(child, 0)
            killed = os.WIFSIGNALED(status)
            failed = not killed and os.WEXITSTATUS(status) != 0
            told = {"tool": name, "killed": killed, "failed": failed, **state(scene)}
            print(json.dumps(told), flush=True)
            if not killed:
                break


if __name__ == "__main__":
    main(Path(sys.argv[1]))
