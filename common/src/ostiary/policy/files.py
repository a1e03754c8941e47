"""The files of a bundle folder, read once: what is loaded is exactly what is fingerprinted."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from ostiary.documents import PolicyFileError, did_you_mean, read_plain

Files = Mapping[str, bytes]
"""Content of each file that decides, by its path below the folder, such as `sql/policy.cedar`."""

MAIN = "bundle.yaml"
RULES = "policy.cedar"
DATA = "data.yaml"

_PATTERNS = (MAIN, f"*/{RULES}", f"*/{DATA}")


def read_files(folder: Path) -> Files:
    """Return the files of `folder` that decide.

    Raises:
        PolicyFileError: There is no bundle, a file cannot be read, or one that holds rules stands
            where nothing would read it.
    """
    require_bundle(folder)
    paths = sorted(path for pattern in _PATTERNS for path in folder.glob(pattern))
    for stray in sorted(set(folder.rglob("*.cedar")) - set(paths)):
        # Its forbids would be taken for rules by whoever reads the folder, and by nobody else.
        hint = did_you_mean(stray.name, [RULES]) if stray.name != RULES else ""
        reason = f"not read: rules stand in <server>/{RULES}{hint}"
        raise PolicyFileError(stray.relative_to(folder).as_posix(), reason)
    return {path.relative_to(folder).as_posix(): _read(folder, path) for path in paths}


def require_bundle(folder: Path) -> None:
    """Check that there is a bundle at all.

    Raises:
        PolicyFileError: There is none.
    """
    main = folder / MAIN
    if not main.is_file():
        raise PolicyFileError(str(main), "no policy bundle here; `ostiary init` writes a starter")


def fingerprint(files: Files) -> str:
    """Return the digest of names and contents, hexadecimal: the version of the bundle."""
    digest = hashlib.sha256()
    for name in sorted(files):
        digest.update(f"{name}\0{len(files[name])}\0".encode())
        digest.update(files[name])
    return digest.hexdigest()


def text_of(files: Files, name: str) -> str:
    """Return the text of one of them.

    Raises:
        PolicyFileError: It is not UTF-8.
    """
    try:
        return files[name].decode("utf-8")
    except UnicodeDecodeError:
        raise PolicyFileError(name, "cannot be read (not UTF-8)") from None


def _read(folder: Path, path: Path) -> bytes:
    return read_plain(path, path.relative_to(folder).as_posix())
