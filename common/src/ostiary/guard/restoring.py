"""Stage 4: which pseudonyms are in the arguments, whose they are, and where they may turn back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import anyio.to_thread

from ostiary.classes import DataClass
from ostiary.errors import CrashedError, InvalidInputError, TooLargeError
from ostiary.guard.vaulting import LazyVault
from ostiary.privacy.pseudonym import canonical, tokens_in
from ostiary.privacy.restore import NOTHING, Known, Restoration
from ostiary.privacy.scope import Scopes
from ostiary.treatment import RestoreRule
from ostiary.validation.shape import Fault, check_characters

MAX_PSEUDONYMS = 1000
"""How many different ones the arguments of one call may hold."""

_COPY = "Copy pseudonyms exactly as results of this conversation show them."


@dataclass(frozen=True, slots=True)
class Plan:
    """What stage 4 came to.

    Args:
        arguments: As they go on: every pseudonym as it was issued.
        restoration: What the examination may restore.
        conversation: Whose scope was looked at; empty where there was nothing to look for.
    """

    arguments: Mapping[str, Any]
    restoration: Restoration = NOTHING
    conversation: str = ""


def sent_tokens(arguments: Mapping[str, Any]) -> frozenset[str]:
    """Return the pseudonyms in the arguments.

    Raises:
        InvalidInputError: One is mistyped, cut or made up.
        TooLargeError: There are too many.
    """
    tokens = tokens_in(arguments)
    if "" in tokens:
        raise InvalidInputError(
            f"A pseudonym is mistyped or cut. {_COPY}", detail="broken pseudonym"
        )
    if len(tokens) > MAX_PSEUDONYMS:
        raise TooLargeError(f"Send at most {MAX_PSEUDONYMS} pseudonyms.", detail="pseudonyms")
    return tokens


async def plan_restore(
    vault: LazyVault,
    arguments: Mapping[str, Any],
    tokens: frozenset[str],
    *,
    restore: Sequence[RestoreRule],
    scopes: Scopes,
) -> Plan:
    """Return the plan for arguments that hold pseudonyms. Nothing is restored by it.

    Args:
        vault: Where they were issued.
        arguments: As they were sent.
        tokens: The pseudonyms in them.
        restore: The rules about this tool that the caller's roles have.
        scopes: The call's.

    Raises:
        InvalidInputError: One was not issued to this call's scopes.
        CrashedError: The vault cannot be asked.
    """
    own = scopes.all()
    try:
        found = await anyio.to_thread.run_sync(lambda: vault.vault().find(tokens))
    except Exception as error:  # noqa: BLE001 - whatever ails the vault, nothing is restored
        raise CrashedError(detail=f"vault: {type(error).__name__}") from None
    known = {
        token: Known(
            token,
            DataClass(held.place.data_class),
            held.open_all,
            brought=held.place.scope in scopes.beside(),
        )
        for token, held in found.items()
        if held.place.scope in own
    }
    if known.keys() != tokens:
        # The same words for one that was never issued and for one that others know.
        raise InvalidInputError(
            f"A pseudonym was not issued to this conversation. {_COPY}",
            detail="pseudonym of another scope, or never issued",
        )
    return Plan(canonical(arguments), Restoration(known, restore, _check), scopes.conversation)


def _check(text: str) -> None:
    fault: Fault | None = check_characters(text)
    if fault is not None:
        raise InvalidInputError(
            "The value behind a pseudonym cannot be used here.", detail=f"restored {fault.detail}"
        )
