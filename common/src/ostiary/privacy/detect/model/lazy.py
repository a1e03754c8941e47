"""A model that is loaded when it is first wanted, beside whatever else the process does.

Loading takes seconds and hundreds of megabytes, so it runs in a thread of its own. Until it is
done the detector is not ready, and says so: whoever asks waits, off the event loop, or withholds.
"""

from collections.abc import Callable
from enum import Enum
from threading import Event, Lock, Thread

from ostiary.privacy.detect.finding import Detector, Finding


class State(Enum):
    """How far a model is."""

    COLD = "cold"
    LOADING = "loading"
    READY = "ready"
    FAILED = "failed"


class NotReadyError(RuntimeError):
    """The model was asked before it was ready, or cannot be loaded."""


class LazyDetector:
    """A detector whose model is loaded on demand.

    Args:
        load: Returns the detector; slow.
    """

    def __init__(self, load: Callable[[], Detector]) -> None:
        self._load = load
        self._lock = Lock()
        self._done = Event()
        self._state = State.COLD
        self._detector: Detector | None = None
        self._failure: BaseException | None = None

    @property
    def state(self) -> State:
        """How far the model is."""
        return self._state

    @property
    def failure(self) -> BaseException | None:
        """Why it cannot be loaded: for the operator alone, it may name folders."""
        return self._failure

    def start(self) -> State:
        """Begin to load, unless that was begun before; return at once with the state."""
        with self._lock:
            if self._state is State.COLD:
                self._state = State.LOADING
                Thread(target=self._run, name="ostiary-model", daemon=True).start()
        return self._state

    def wait(self, timeout_s: float) -> State:
        """Begin to load if need be, wait for the end of it, and return the state.

        Blocks: to be called in a thread, not on the event loop.
        """
        self.start()
        self._done.wait(timeout_s)
        return self._state

    def find(self, text: str) -> list[Finding]:
        """Return what the model finds.

        Raises:
            NotReadyError: It is not loaded. No text passes as searched that was not.
        """
        if self._detector is None:
            raise NotReadyError(f"the model is {self._state.value}")
        return self._detector.find(text)

    def _run(self) -> None:
        try:
            self._detector = self._load()
            self._state = State.READY
        except BaseException as error:  # noqa: BLE001 - whatever it was, no text may pass
            self._failure = error
            self._state = State.FAILED
        finally:
            self._done.set()
