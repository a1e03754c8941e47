"""Consent to one call: asked for, found or used up inside the transaction that decides on the call.

A consent is good for exactly what its digest holds. Whatever has changed since (an argument, the
label, the rules, the rows) makes another digest, which nobody has agreed to: it is asked anew.
"""

import hashlib
import hmac
import secrets
from collections.abc import Awaitable, Callable
from functools import cached_property

import anyio

from ostiary.approval.binding import Asking, Binding, canonical
from ostiary.approval.store import DENIED, MAX_OPEN, OPEN, USED, Consent, ConsentStore
from ostiary.approval.view import MAX_VIEW_BYTES, View, view_box
from ostiary.approval.weigh import can_be_met, weigh
from ostiary.classes import DataClass
from ostiary.errors import CrashedError, TooLargeError
from ostiary.guard import consulted
from ostiary.guard.consulted import Consulted
from ostiary.guard.judge import CallJudge
from ostiary.guard.offer import Offer
from ostiary.guard.preview import Preview
from ostiary.guard.restoring import Plan
from ostiary.guard.trail import Trail
from ostiary.identity import Principal
from ostiary.ledger.inside import Inside
from ostiary.ledger.values import Allowance, Standing
from ostiary.policy.verdict import NeedsConsent
from ostiary.sealedbox import SealedBox

_ID_BYTES, _NONCE_BYTES = 6, 32
_NONE = Preview("", None)

LookAhead = Callable[[DataClass], Awaitable[Preview]]
"""`await look_ahead(clearance)`: what the call would change, as far as that clearance sees it."""


class Consenting:
    """What one server asks consents with.

    Args:
        backend: Engine of the state: `sqlite` or `postgresql`.
        show_key: Public key that opens what approvers are shown [32 bytes]; None: there is none,
            and nobody can be asked.
    """

    def __init__(self, backend: str, show_key: bytes | None) -> None:
        self._backend = backend
        self._show_key = show_key

    @cached_property
    def store(self) -> ConsentStore:
        """The statements; made when the first call needs consent."""
        return ConsentStore(self._backend)

    @cached_property
    def box(self) -> SealedBox | None:
        """What seals for approvers."""
        return view_box(self._show_key) if self._show_key else None


class CallAppeal:
    """One call's appeal to humans.

    Args:
        consenting: The server's.
        trail: What is known of the call; the answer stands on it.
        judge: Its judge.
        offer: What it asks for.
        plan: Its arguments.
        principal: Who calls.
        look_ahead: Makes the preview.
    """

    def __init__(
        self,
        consenting: Consenting,
        trail: Trail,
        judge: CallJudge,
        *,
        offer: Offer,
        plan: Plan,
        principal: Principal,
        look_ahead: LookAhead,
    ) -> None:
        self._consenting = consenting
        self._trail = trail
        self._judge = judge
        self._offer = offer
        self._plan = plan
        self._principal = principal
        self._look_ahead = look_ahead
        self._preview = _NONE if offer.preview is None else None
        self.is_adjourned = False

    async def prepare(self) -> None:
        """Find out what the call would change, outside of any transaction.

        Raises:
            CallError: It cannot be told: nobody can agree to it.
            TimeoutError: It took too long.
        """
        self.is_adjourned = False
        with anyio.fail_after(self._offer.timeout_s):
            self._preview = await self._look_ahead(self._judge.sight())

    def hear(self, inside: Inside, standing: Standing) -> Allowance | None:
        """Return what may be spent once enough people have agreed; ask them otherwise."""
        trail, verdict = self._trail, self._trail.verdict
        if not isinstance(verdict, NeedsConsent):
            return None
        if self._preview is None:
            self.is_adjourned = True
            return None
        self._consenting.store.prepare(inside.connection)
        trail.consulted = self._consult(inside, standing, verdict, self._preview)
        return self._judge.allowance() if trail.consulted.is_given else None

    def use(self, inside: Inside) -> None:
        """Use the consent up.

        Raises:
            CrashedError: It is not there any more.
        """
        found = self._trail.consulted
        if (
            found is None
            or not found.is_given
            or not self._consenting.store.close(inside.connection, found.id, USED)
        ):
            raise CrashedError(detail="a consent was used by somebody else")

    def _consult(
        self, inside: Inside, standing: Standing, verdict: NeedsConsent, preview: Preview
    ) -> Consulted:
        store, connection = self._consenting.store, inside.connection
        now_us = inside.now_us()
        for identifier, digest in store.sweep(connection, now_us):
            inside.append(
                {"kind": "consent", "consent": identifier, "digest": digest, "answer": "expired"}
            )
        binding = self._binding(standing, preview)
        known = store.of(connection, self._principal.name, now_us)
        for each in known:
            digest = _digest_of(each, binding)
            if hmac.compare_digest(digest, each.digest):
                return self._weighed(inside, each, digest, verdict, preview)
        if sum(each.state == OPEN for each in known) >= MAX_OPEN:
            return Consulted(consulted.Consent.MANY)
        return self._ask(inside, binding, verdict, preview)

    def _weighed(
        self,
        inside: Inside,
        found: Consent,
        digest: str,
        verdict: NeedsConsent,
        preview: Preview,
    ) -> Consulted:
        answers = self._consenting.store.answers(inside.connection, found.id)
        approvers = self._judge.bundle.approvers
        weighed = weigh(verdict.terms, self._principal.name, digest, approvers, answers)
        if weighed.denied or found.state == DENIED:
            return Consulted(consulted.Consent.DENIED, found.id, digest, weighed.denied)
        if weighed:
            given = consulted.Consent.GIVEN
            return Consulted(given, found.id, digest, weighed.allowed, preview.digest)
        return Consulted(consulted.Consent.WAITING, found.id, digest, weighed.allowed)

    def _ask(
        self, inside: Inside, binding: Binding, verdict: NeedsConsent, preview: Preview
    ) -> Consulted:
        """Put a new question."""
        principal, terms = self._principal, verdict.terms
        box = self._consenting.box
        if box is None or not can_be_met(
            terms, principal.name, self._judge.bundle.approvers.values()
        ):
            return Consulted(consulted.Consent.NOBODY)
        now_us = inside.now_us()
        asking = Asking(
            secrets.token_hex(_ID_BYTES),
            secrets.token_hex(_NONCE_BYTES),
            now_us + terms.ttl_s * 1_000_000,
        )
        values = {token: spelled[0] for token, spelled in self._plan.restoration.placed.items()}
        view = View(
            asking,
            binding,
            terms,
            tuple(sorted(principal.roles)),
            verdict.rules,
            self._trail.told_facts(),
            values,
            preview.shown,
        )
        sealed = view.seal(box)
        if len(sealed) > MAX_VIEW_BYTES:
            raise TooLargeError("It is more than a human could agree to.", detail="view")
        self._consenting.store.add(
            inside.connection,
            Consent(
                id=asking.id,
                principal=principal.name,
                conversation=binding.conversation,
                action=binding.action,
                asked_at_us=now_us,
                expires_at_us=asking.expires_at_us,
                nonce=asking.nonce,
                digest=view.digest,
                state=OPEN,
                view=sealed,
            ),
        )
        return Consulted(consulted.Consent.ASKED, asking.id, view.digest)

    def _binding(self, standing: Standing, preview: Preview) -> Binding:
        return Binding(
            tool=_definition(self._offer),
            action=self._offer.action,
            resource=self._offer.resource[1],
            arguments=canonical(self._plan.arguments).decode(),
            principal=self._principal.name,
            conversation=standing.conversation,
            data_class=int(standing.data_class),
            untrusted=standing.untrusted,
            policy=self._judge.bundle.version,
            preview=preview.digest,
        )


def _digest_of(found: Consent, binding: Binding) -> str:
    """Return the digest of a stored question about this call; empty for a row that is damaged."""
    try:
        return found.asking.digest(binding)
    except ValueError:
        return ""


def _definition(offer: Offer) -> str:
    """Return the digest of what a tool is: another description is another tool to its reader."""
    told = {
        "server": offer.server,
        "kind": offer.kind.value,
        "name": offer.name,
        "description": offer.description,
        "schema": offer.schema,
        "facts": {name: each.value for name, each in offer.facts.items()},
        "yields": int(offer.nature.yields),
        "untrusted": offer.nature.untrusted,
        "sink": offer.nature.sink.value,
        "reversible": offer.nature.reversible,
    }
    return hashlib.sha256(canonical(told)).hexdigest()
