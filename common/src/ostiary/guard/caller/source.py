"""The issuer's keys as they are now: fetched again in time, kept through a short outage."""

from collections.abc import Awaitable, Callable

import anyio

from ostiary.guard.caller.keyset import Key, KeySet, KeySetError, read_keyset

REFRESH_S = 300
"""A key that the issuer has taken away stops working within this time [s]."""

KEEP_S = 3600
"""For how long known keys work while the issuer cannot be reached [s]."""

RETRY_S = 10
"""The least time between two attempts, whatever tokens name: nobody can make us hammer the issuer.
A key that the issuer has added works within this time [s]."""


class KeysUnavailableError(Exception):
    """The keys cannot be had now. The text says why, for the operator."""


class KeySource:
    """Finds keys, fetching the set when it is old or lacks the key that is asked for.

    Args:
        fetch: Returns the JWK Set; raises `KeysUnavailableError`.
        clock_s: A clock that only measures spans [s].
    """

    def __init__(self, fetch: Callable[[], Awaitable[bytes]], clock_s: Callable[[], float]) -> None:
        self._fetch = fetch
        self._clock_s = clock_s
        self._lock = anyio.Lock()
        self._keys = KeySet(())
        self._fetched_s = -float("inf")
        self._tried_s = -float("inf")

    async def load(self) -> None:
        """Fetch the keys now.

        Raises:
            KeysUnavailableError: They cannot be had.
        """
        self._tried_s = self._clock_s()
        try:
            self._keys = read_keyset(await self._fetch())
        except KeySetError as error:
            raise KeysUnavailableError(str(error)) from None
        self._fetched_s = self._tried_s

    async def find(self, kid: str | None, algorithm: str) -> Key | None:
        """Return the key for a token; None if the issuer has no such key.

        Raises:
            KeysUnavailableError: The issuer could not be asked for too long.
        """
        await self._renew(older_s=REFRESH_S)
        key = self._keys.find(kid, algorithm)
        if key is None:
            await self._renew(older_s=0)
            key = self._keys.find(kid, algorithm)
        if self._clock_s() - self._fetched_s >= KEEP_S:
            raise KeysUnavailableError("the issuer's keys are too old")
        return key

    async def _renew(self, *, older_s: float) -> None:
        if not self._is_due(older_s):
            return
        async with self._lock:
            if self._is_due(older_s):  # whoever waited finds it done
                try:
                    await self.load()
                except KeysUnavailableError:
                    return  # known keys stay, for as long as `find` allows

    def _is_due(self, older_s: float) -> bool:
        now_s = self._clock_s()
        return now_s - self._fetched_s >= older_s and now_s - self._tried_s >= RETRY_S
