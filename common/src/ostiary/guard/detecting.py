"""What looks through free text: loaded beside the event loop when the first text comes.

A text is read by the detector that the bundle asks for and by what is known already: a value that
once stood in a column within the call's scopes is found in every later text, in every server.
"""

import threading
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

import anyio.to_thread

from ostiary.guard.vaulting import LazyVault
from ostiary.privacy.detect.finding import Detector, Finding
from ostiary.privacy.scope import Scopes
from ostiary.treatment import Find, Level, TextRule, UntilReady

if TYPE_CHECKING:
    from ostiary.privacy.detect.dictionary import Dictionary
    from ostiary.privacy.detect.model.lazy import LazyDetector

LoadModel = Callable[[str], Callable[[], Detector]]
"""Given the setting that names a model, returns what loads it, which takes seconds."""

_MAX_SCOPES = 256
_MAX_WAIT_S = 120.0
"""How long a text waits for the model that is to read it [s]."""

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
        self._dictionary = _dictionary()
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
                self._dictionary, self._seen = _dictionary(), set()
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


def _dictionary() -> "Dictionary":
    from ostiary.privacy.detect.dictionary import Dictionary  # noqa: PLC0415 - nine thousand words

    return Dictionary()


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
        load_model: Given a setting such as `spacy:NAME`, returns what loads that model.
    """

    def __init__(self, vault: LazyVault, load_model: LoadModel | None = None) -> None:
        self._vault = vault
        self._load_model = load_model
        self._models: dict[str, LazyDetector] = {}
        self._known: dict[str, KnownValues] = {}

    def known(self, scopes: Scopes) -> Known:
        """Return what is known within these scopes; what callers brought is none of it."""
        return Known([self._of_scope(scopes.key(level)) for level in Level])

    async def detector(self, rule: TextRule, known: Known) -> Detector | None:
        """Return what looks through texts by this rule.

        None where the rule asks for a model that is not there, or not loaded yet while the rule
        does not wait for it: texts are withheld then.
        """
        # Imported with the first text: a server whose results hold none does not pay for them.
        from ostiary.privacy.detect.patterns import Patterns  # noqa: PLC0415
        from ostiary.privacy.detect.together import Together  # noqa: PLC0415

        match rule.find:
            case Find.NOTHING:
                return Together(*known.values)
            case Find.PATTERNS:
                return Together(*known.values, Patterns())
            case Find.MODEL:
                model = await self._ready(rule)
                return None if model is None else Together(*known.values, Patterns(), model)

    async def _ready(self, rule: TextRule) -> Detector | None:
        from ostiary.privacy.detect.model.lazy import LazyDetector, State  # noqa: PLC0415 - as above

        if not rule.model:
            return None
        model = self._models.get(rule.model)
        if model is None:
            load_model = self._load_model or _loader()
            model = self._models[rule.model] = LazyDetector(load_model(rule.model))
        if rule.until_ready is UntilReady.WITHHOLD:
            state = model.start()
        else:
            state = await anyio.to_thread.run_sync(model.wait, _MAX_WAIT_S)
        return model if state is State.READY else None

    def _of_scope(self, scope: str) -> KnownValues:
        found = self._known.pop(scope, None) or KnownValues(scope, self._vault)
        self._known[scope] = found  # the last to be used goes last
        while len(self._known) > _MAX_SCOPES:
            self._known.pop(next(iter(self._known)), None)
        return found


def _loader() -> LoadModel:
    from ostiary.privacy.detect.model.makes import model_from  # noqa: PLC0415 - as above

    return model_from
