"""Names of files: which can be told and sent, which are protected, and which are the same name.

A disk may take two spellings for one name (in another case, composed or decomposed). Whatever is
decided by name is decided for all spellings of it at once.
"""

import re
import unicodedata
from collections.abc import Iterable
from fnmatch import translate
from functools import lru_cache

PROTECTED = (
    ".git", ".hg", ".svn", ".env", ".env.*", ".ssh", ".gnupg", ".aws", ".netrc", ".pgpass",
    ".htpasswd", ".npmrc", ".pypirc", ".git-credentials", ".docker", ".kube",
    "id_rsa*", "id_dsa*", "id_ecdsa*", "id_ed25519*",
    "*.pem", "*.key", "*.p12", "*.pfx", "*.jks", "*.keystore", "*.kdbx", "*.ppk",
)  # fmt: skip
"""What no tool reads or writes unless the operator says otherwise: history, settings, keys."""

OWN_PREFIX = ".ostiary-"
"""How the names of our own temporary files begin; no tool sees or makes one."""

# What stage 3 refuses in arguments, so that nobody could send such a name back; and separators of
# lines and paragraphs, by which a list of names would be read for a longer one.
_UNTELLABLE = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e"
    "\u2066-\u2069\ud800-\udfff\U000e0000-\U000e007f]"
)

# Invisible in every font, and left out of comparisons by disks that fold names (UAX 44,
# Default_Ignorable_Code_Point).
_IGNORABLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)


def is_tellable(name: str) -> bool:
    """Whether a name can be told to a caller and sent back by him: UTF-8 without hidden characters.

    `name` is as the operating system gave it, with surrogates for bytes that are no UTF-8.
    """
    return _UNTELLABLE.search(name) is None


@lru_cache(maxsize=65_536)
def folded(name: str) -> str:
    """Return what all spellings of a name have in common that any disk takes for one."""
    if name.isascii():
        return name.lower()
    plain = _IGNORABLE.sub("", unicodedata.normalize("NFKD", name))
    # Folding may decompose further.
    return unicodedata.normalize("NFKD", plain.casefold())


class Protected:
    """The names that no tool touches.

    Args:
        patterns: With `*` for any run of characters, `?` for one.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        folds = [folded(pattern) for pattern in (*patterns, f"{OWN_PREFIX}*")]
        self._pattern = re.compile("|".join(translate(each) for each in folds))

    def holds(self, name: str) -> bool:
        """Whether a name is protected, or one of our own files'."""
        plain = folded(name)
        if self._pattern.match(plain):
            return True
        # Some disks drop spaces and dots at the end of a name.
        cut = plain.rstrip(" .")
        return cut != plain and self._pattern.match(cut) is not None
