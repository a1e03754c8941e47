"""From a handle as it came to the claim that the ledger holds against its conversation."""

from collections.abc import Callable

from ostiary.conversation.handle import Invalid, verify
from ostiary.errors import PolicyDeniedError
from ostiary.guard.incoming import Incoming
from ostiary.identity import NETWORK, Principal
from ostiary.ledger.values import Claim


class Handles:
    """Verifies handles.

    Args:
        public_key: The public half of what signs them [32 bytes]; without it no handle holds.
        own: The handle that the operator's settings give a client on stdio, which cannot leave that
            conversation by another handle of its principal's; empty for none.
        clock_us: The time now [us since 1970].
    """

    def __init__(self, public_key: bytes | None, own: str, clock_us: Callable[[], int]) -> None:
        self._public_key = public_key
        self._own = own
        self._clock_us = clock_us

    def claim(self, incoming: Incoming, principal: Principal) -> Claim | None:
        """Return what the caller's handle says; None for one who sent none.

        Whether it was revoked the ledger knows, in the transaction that charges the call.

        Raises:
            PolicyDeniedError: It is forged, altered, somebody else's, expired, or not the one that
                the operator's settings name.
        """
        own = "" if incoming.channel.transport in NETWORK else self._own
        text = incoming.handle or own
        if own and text != own:
            raise PolicyDeniedError(detail="conversation handle: not the operator's")
        if not text:
            return None
        if self._public_key is None:
            raise PolicyDeniedError(detail="conversation handle: no key to verify it by")
        handle = verify(self._public_key, text, principal=principal.name, now_us=self._clock_us())
        if isinstance(handle, Invalid):
            raise PolicyDeniedError(detail=f"conversation handle: {handle.reason}")
        return Claim(handle.id, handle.principal, handle.expires_at_us, handle.clearance)
