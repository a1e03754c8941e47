"""What looks through free text: loaded beside the event loop when the first text comes.

A text is read by the detector that the bundle asks for and by what is known already: a value that
once stood in a column within the call's scopes is found in every later text, in every server.
"""

import threading
from collections.abc import Callable, Iterable, Sequence

import anyio.to_thread

from ostiary.guard.vaulting import LazyVault
from ostiary.privacy.detect.dictionary import Dictionary
from ostiary.privacy.detect.finding import Detector, Finding
from ostiary.privacy.detect.patterns import Patterns
from ostiary.privacy.detect.together import Together
from ostiary.privacy.scope import Scopes
from ostiary.treatment import Find, Level, TextRule, UntilReady

MakeDetector = Callable[[Find], Detector | None]
"""Makes what finds personal values; None where it is not installed. It may take seconds."""

_MAX_SCOPES = 256
_OVERLAP_US = 60_000_000
"""How far clocks of machines that share a vault may differ [µs]."""


class KnownValues:
    """The values of one scope: as many as the vault holds, and those of the result in hand.

    Args:
        scope: Which.
        vault: Where they are.
    """

    def __init__(self, scope: str, vault: LazyVault) -> None:
        self._scope = scope
        self._vault = vault
        self._epoch = -1
        self._newest_us = 0
        self._seen: set[str] = set()
        self._dictionary = Dictionary()
        self._lock = threading.Lock()

    def refresh(self, more: Iterable[tuple[str, str]]) -> None:
        """Read what is new in the vault, and take `more` by kind and text.

        Raises:
            ValueError: The vault cannot be used.
            SQLAlchemyError: Its store failed.
        """
        vault = self._vault.vault()
        with self._lock:
            if vault.epoch() != self._epoch:  # somebody was erased
                self._dictionary, self._seen = Dictionary(), set()
                self._epoch, self._newest_us = vault.epoch(), 0
            for held in vault.since(self._scope, self._newest_us - _OVERLAP_US):
                self._newest_us = max(self._newest_us, held.at_us)
                if held.place.token not in self._seen:
                    self._seen.add(held.place.token)
                    self._dictionary.add(held.place.kind, held.open())
            for kind, text in more:
                self._dictionary.add(kind, text)

    def find(self, text: str) -> list[Finding]:
        """Return where they stand in `text`."""
        with self._lock:
            return self._dictionary.find(text)


class Known:
    """What is known within the scopes of one call.

    Args:
        values: Of each scope, the narrowest first.
    """

    def __init__(self, values: Sequence[KnownValues]) -> None:
        self.values = values

    def learn(self, known: Iterable[tuple[str, str]]) -> None:
        """Read what is new, and take the values of the result in hand."""
        narrowest, *wider = self.values
        narrowest.refresh(known)
        for each in wider:
            each.refresh(())


class Detecting:
    """The detectors of one process.

    Args:
        vault: Where known values are.
        make: Makes what the bundle asks for.
    """

    def __init__(self, vault: LazyVault, make: MakeDetector | None = None) -> None:
        self._vault = vault
        self._make = make or make_detector
        self._made: dict[Find, Detector | None] = {}
        self._loading: set[Find] = set()
        self._lock = threading.Lock()
        self._known: dict[str, KnownValues] = {}

    def known(self, scopes: Scopes) -> Known:
        """Return what is known within these scopes; what callers brought is none of it."""
        return Known([self._of_scope(scopes.key(level)) for level in Level])

    async def detector(self, rule: TextRule, known: Known) -> Detector | None:
        """Return what looks through texts by this rule.

        None where the rule asks for what is not installed, or is not loaded yet and the rule does
        not wait: texts are withheld then.
        """
        if rule.find not in self._made:
            if rule.until_ready is UntilReady.WITHHOLD:
                self._load_beside(rule.find)
                return None
            await anyio.to_thread.run_sync(self._load, rule.find)
        made = self._made[rule.find]
        return None if made is None else Together(*known.values, made)

    def _of_scope(self, scope: str) -> KnownValues:
        found = self._known.pop(scope, None) or KnownValues(scope, self._vault)
        self._known[scope] = found  # the last to be used goes last
        while len(self._known) > _MAX_SCOPES:
            self._known.pop(next(iter(self._known)), None)
        return found

    def _load(self, find: Find) -> None:
        with self._lock:
            if find not in self._made:
                self._made[find] = self._make(find)

    def _load_beside(self, find: Find) -> None:
        if find not in self._loading:
            self._loading.add(find)
            threading.Thread(target=self._load, args=(find,), name="ostiary-detect").start()


class _Nothing:
    """Finds nothing: what is known already is all that is looked for."""

    def find(self, text: str) -> list[Finding]:  # noqa: ARG002 - a detector's own form
        return []


def make_detector(find: Find) -> Detector | None:
    """Return what finds personal values; None for a model, where none is installed."""
    match find:
        case Find.PATTERNS:
            return Patterns()
        case Find.NOTHING:
            return _Nothing()
        case Find.MODEL:
            return None
