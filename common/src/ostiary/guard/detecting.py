"""What looks through free text: loaded beside the event loop when the first text comes.

A text is read by the detector that the bundle asks for and by what is known already: a value that
once stood in a column of this conversation's scopes is found in every later text.
"""

import threading
from collections.abc import Callable, Iterable

import anyio.to_thread

from ostiary.privacy.detect.dictionary import Dictionary
from ostiary.privacy.detect.finding import Detector, Finding
from ostiary.privacy.scope import Scopes
from ostiary.treatment import Find, TextRule, UntilReady

MakeDetector = Callable[[Find], Detector | None]
"""Makes what finds personal values; None where it is not installed. It may take seconds."""

_MAX_SCOPES = 256
_DICTIONARY_KINDS = frozenset({"PERSON", "EMAIL", "PHONE", "ADDRESS", "ORG", "USERNAME", "IBAN", "ID"})


class KnownValues:
    """Values that were met in one conversation's scopes, by this process."""

    def __init__(self) -> None:
        self._dictionary = Dictionary()
        self._lock = threading.Lock()

    def learn(self, known: Iterable[tuple[str, str]]) -> None:
        """Take values by kind, to be found from now on."""
        with self._lock:
            for kind, text in known:
                if kind in _DICTIONARY_KINDS:
                    self._dictionary.add(kind, text)

    def find(self, text: str) -> list[Finding]:
        """Return where they stand in `text`."""
        with self._lock:
            return self._dictionary.find(text)
