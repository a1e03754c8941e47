"""Stage 10: what stands for values that may not leave as they are, from the vault or without it."""

import hmac
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import anyio.to_thread

from ostiary.classes import DataClass
from ostiary.errors import CrashedError
from ostiary.guard.detecting import Detecting
from ostiary.guard.vaulting import LazyVault
from ostiary.privacy.classified import Classes
from ostiary.privacy.echo import Echo
from ostiary.privacy.release import Planned, Released, plan_release
from ostiary.privacy.scope import Scopes
from ostiary.privacy.treatment import Treatment
from ostiary.treatment import Privacy

_AT_ONCE = 200
"""How many remembered pseudonyms are looked up without leaving the event loop's thread."""


class Treating:
    """Treats the results of one server.

    Args:
        vault: Issues pseudonyms.
        detecting: Finds personal values in free text.
        hash_key: Of keyed hashes [32 bytes]; None: there is none, and what asks for it is withheld.
    """

    def __init__(self, vault: LazyVault, detecting: Detecting, hash_key: bytes | None) -> None:
        self.vault = vault
        self._detecting = detecting
        self._hash_key = hash_key

    async def release(
        self,
        value: Any,
        classes: Classes,
        clearance: DataClass,
        *,
        privacy: Privacy | None,
        scopes: Scopes,
        placed: Mapping[str, tuple[str, ...]],
    ) -> Released:
        """Return what may leave of a result.

        Args:
            value: The result, as JSON.
            classes: What is known of its parts.
            clearance: The highest class that leaves as it is.
            privacy: What the bundle says of the rest.
            scopes: The call's.
            placed: What the call restored: it turns into pseudonyms again wherever it comes back.

        Raises:
            CrashedError: The vault cannot be asked, or free text cannot be looked through.
        """
        if placed:
            value = Echo(placed).silence(value)
        treatment = Treatment(clearance, privacy, scopes, self._digester())
        planned = plan_release(value, classes, treatment)
        if planned.has_text and privacy is not None and privacy.text is not None:
            known = self._detecting.known(scopes)
            detector = await self._detecting.detector(privacy.text, known)
            await _beside(lambda: planned.read_texts(detector, known.learn))
        if not planned.asked:
            return planned.finish(())
        tokens = self._recall(planned)
        if tokens is None:
            tokens = await _beside(lambda: self._issue(planned))
        return planned.finish(tokens)

    def _digester(self) -> Callable[[str, str, str], bytes] | None:
        key = self._hash_key
        if key is None:
            return None

        def digest(scope: str, kind: str, normal: str) -> bytes:
            told = f"{scope}\0{kind}\0{normal}".encode("utf-8", "surrogatepass")
            return hmac.digest(key, told, "sha256")

        return digest

    def _recall(self, planned: Planned) -> list[str] | None:
        vault = self.vault.opened
        if vault is None or len(planned.asked) > _AT_ONCE:
            return None
        return vault.recall(planned.asked, planned.links)

    def _issue(self, planned: Planned) -> list[str]:
        return self.vault.vault().pseudonyms(planned.asked, planned.links)


async def _beside(work: Callable[[], Any]) -> Any:
    """Return what `work` returns, done beside the event loop.

    Raises:
        CrashedError: It failed: nothing leaves.
    """
    try:
        return await anyio.to_thread.run_sync(work)
    except Exception as error:  # noqa: BLE001 - whatever ails it, the result stays inside
        raise CrashedError(detail=f"vault: {type(error).__name__}") from None


def told_tokens(tokens: Iterable[str], most: int) -> list[str]:
    """Return the first `most` different ones, for the record."""
    return list(dict.fromkeys(tokens))[:most]
