"""The path of a call: twelve stages, in this order, for every action and on every channel.

     1 identify       who calls
     2 resolve        what exactly is asked for
     3 shape          size, depth, characters, schema
     4 plan restore   pseudonyms in the arguments: whose they are, where they may turn back
     5 examine        the server reads its arguments: facts
     6 decide         policy over principal, action, arguments, facts, label
     7 reserve        intent and budget, one durable transaction
     8 run            the body, with a deadline
     9 classify       the class of every part of the result
    10 pseudonymise   what may not leave in the clear is treated by its kind, or withheld
    11 settle         outcome, cost, release and label, one durable transaction
    12 egress         the adapter lets nothing leave but what stages 11 and 12 made

An error in any stage refuses, and a refusal is recorded and charged like any other call. Nothing
changes the arguments after stage 5. `walk()` is the only way through; the adapter (`adapter/`)
calls it for tools, resources and prompts, and `walk_list()` for lists.
"""

import time
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import Any, cast

import anyio

from ostiary.classes import DataClass, Origin
from ostiary.errors import (
    BudgetExceededError,
    CrashedError,
    InvalidInputError,
    PolicyDeniedError,
    TooLargeError,
)
from ostiary.guard.body import AS_READ, AsRead, Body, Leaves
from ostiary.guard.consenting import CallAppeal, Consenting
from ostiary.guard.examined import LIKENS, RESTORATION, Examined
from ostiary.guard.flowing import Flowing
from ostiary.guard.grant import Grant
from ostiary.guard.handles import Handles
from ostiary.guard.incoming import Door, Incoming
from ostiary.guard.judge import CallJudge
from ostiary.guard.offer import Offer
from ostiary.guard.outcome import Outcome
from ostiary.guard.preview import Preview
from ostiary.guard.recorder import Recorder
from ostiary.guard.request import request_of
from ostiary.guard.reserving import reserve
from ostiary.guard.restoring import Plan, plan_restore, sent_tokens
from ostiary.guard.rulebook import Rulebook
from ostiary.guard.shielded import shielded
from ostiary.guard.text import json_value
from ostiary.guard.trail import Trail
from ostiary.guard.treating import Treating
from ostiary.guard.warrant import Warrant, preview
from ostiary.identity import Principal
from ostiary.ledger.ledger import Ledger
from ostiary.policy.decide import decide
from ostiary.privacy.classified import Classes
from ostiary.privacy.release import Released
from ostiary.privacy.restore import rules_for
from ostiary.privacy.scope import Scopes
from ostiary.privacy.treatment import Treatment, likens
from ostiary.validation.shape import (
    Fault,
    check_characters,
    check_schema,
    check_size,
    with_defaults,
)

_ASK_FOR_LESS = "Ask for less at once."


class Pipeline:
    """One server's path.

    Args:
        server: The server's word, such as `sql`.
        rulebook: What decides.
        ledger: What records.
        handles: What conversations are named by.
        treating: What treats personal values.
        consenting: What asks humans.
        flowing: What follows where things flow.
        elapsed_s: A clock that only measures spans [s].
    """

    def __init__(
        self,
        server: str,
        rulebook: Rulebook,
        ledger: Ledger,
        handles: Handles,
        *,
        treating: Treating,
        consenting: Consenting,
        flowing: Flowing,
        elapsed_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self.server = server
        self.rulebook = rulebook
        self.ledger = ledger
        self._elapsed_s = elapsed_s
        self._recorder = Recorder(server, ledger, elapsed_s)
        self._handles = handles
        self._treating = treating
        self._consenting = consenting
        self._flowing = flowing

    async def walk(self, incoming: Incoming, door: Door) -> Outcome:
        """Take one call through all stages.

        Returns:
            What may leave, once that is on record.

        Raises:
            CallError: The call was refused or failed; that is on record too.
        """
        trail = self._open(incoming)
        try:
            principal = self._identify(trail)
            offer = await self._resolve(trail, door, principal)
            plan = await self._plan_restore(
                trail, principal, offer, self._shape(trail, door, offer)
            )
            bound = _body(offer).bind(plan.arguments)
            examined = await self._examine(trail, offer, plan)
            trail.origins = await self._flowing.origins(trail, principal, plan.arguments)
            clearance, grant = await self._decide_and_reserve(
                trail, principal, offer, plan, examined
            )
        except BaseException as error:  # noqa: BLE001 - cancelled calls are recorded too
            raise await self._recorder.refuse(trail, error) from None
        try:
            leaves = self._leaves(trail, clearance)
            ground, agreed = examined.ground, trail.agreed
            warrant = Warrant(
                offer, bound, ground, clearance, leaves, grant, principal.name, agreed
            )
            result = await self._run(trail, door, warrant)
            classes = self._classify(trail, offer, result, examined)
            released = await self._pseudonymise(trail, json_value(result), classes, warrant)
        except BaseException as error:  # noqa: BLE001 - cancelled calls are recorded too
            raise await self._recorder.settle_failure(trail, error) from None
        await self._settle(trail, offer, released)
        return Outcome(offer, released, self._flowing.mark(trail))

    async def walk_list(
        self,
        incoming: Incoming,
        listing: Offer,
        gather: Callable[[Callable[[Offer], bool]], Awaitable[tuple[dict[str, Any], int]]],
    ) -> dict[str, Any]:
        """Take a request for a list through the stages that it has: recorded, not charged.

        Args:
            incoming: The request.
            listing: The list, as an offer.
            gather: Given a test of visibility, returns the frame that may leave and its length.
        """
        trail = self._open(incoming)
        try:
            principal = self._identify(trail)
            trail.offer = listing
            standing = await self.ledger.standing(principal.name, trail.claim)
            if standing is not None:
                request = request_of(trail, principal, listing, {}, standing)
                trail.verdict = decide(trail.rules.bundle, request)
            if not trail.verdict:
                raise PolicyDeniedError(detail="list")
            frame, shown = await gather(
                lambda offer: trail.rules.visibility.shows(principal, offer)
            )
            record = trail.listing(shown, self._elapsed_s())
            await shielded(self.ledger.note_list(principal.name, record))
        except BaseException as error:  # noqa: BLE001 - cancelled calls are recorded too
            raise await self._recorder.refuse(trail, error) from None
        return frame

    # 1 identify ---------------------------------------------------------------------------------

    def _identify(self, trail: Trail) -> Principal:
        principal = trail.incoming.principal
        if principal is None or not principal.name:
            raise PolicyDeniedError(detail="no verified principal on this channel")
        trail.claim = self._handles.claim(trail.incoming, principal)
        return principal

    # 2 resolve ----------------------------------------------------------------------------------

    async def _resolve(self, trail: Trail, door: Door, principal: Principal) -> Offer:
        if trail.incoming.pinned:
            raise PolicyDeniedError(detail="version selector or task mode")
        offer = await door.resolve()
        if offer is None:
            # The same words as for a rule that says no: what exists is not told by a refusal.
            raise PolicyDeniedError(detail="nothing of that name is offered")
        trail.offer = offer
        if not trail.rules.visibility.shows(principal, offer):
            # Before anything is said about its arguments, which only something that exists has.
            raise PolicyDeniedError(detail="hidden: no arguments would be permitted")
        return offer

    # 3 shape ------------------------------------------------------------------------------------

    def _shape(self, trail: Trail, door: Door, offer: Offer) -> dict[str, Any]:
        """Return the arguments as JSON."""
        arguments = door.arguments()
        if arguments is None:
            arguments = {}
        if not isinstance(arguments, Mapping):
            raise InvalidInputError("Send the arguments as an object.", detail="not an object")
        sent = dict(cast("Mapping[str, Any]", arguments))
        self._fault(check_size(sent))
        trail.arguments = sent
        self._fault(check_characters(sent))
        self._fault(check_schema(offer.validator, sent))
        # What is left out is decided on, too: policy and the body see the same arguments.
        return with_defaults(offer.schema, sent)

    def _fault(self, fault: Fault | None) -> None:
        if fault is None:
            return
        kind = TooLargeError if fault.code == TooLargeError.code else InvalidInputError
        raise kind(fault.hint, detail=fault.detail)

    # 4 plan restore -----------------------------------------------------------------------------

    async def _plan_restore(
        self, trail: Trail, principal: Principal, offer: Offer, arguments: Mapping[str, Any]
    ) -> Plan:
        tokens = sent_tokens(arguments)
        if not tokens:
            return Plan(arguments)
        standing = await self.ledger.standing(principal.name, trail.claim)
        if standing is None:
            raise PolicyDeniedError(detail="the conversation's handle does not hold")
        plan = await plan_restore(
            self._treating.vault,
            arguments,
            tokens,
            restore=rules_for(trail.rules.bundle.restore, offer.action, principal.roles),
            scopes=Scopes(standing.conversation, principal.name),
        )
        trail.restoration = plan.restoration
        # As they will run: a pseudonym that came in another spelling is written as it was issued.
        self._fault(check_schema(offer.validator, plan.arguments))
        return plan

    # 5 examine ----------------------------------------------------------------------------------

    async def _examine(self, trail: Trail, offer: Offer, plan: Plan) -> Examined[Any]:
        if offer.examine is None:
            return Examined(None)
        beside: dict[str, Any] = {RESTORATION: plan.restoration} if offer.restores else {}
        if offer.likens:
            beside[LIKENS] = partial(likens, trail.rules.bundle.privacy)
        with anyio.fail_after(offer.timeout_s):
            examined = await offer.examine(plan.arguments, trail.rules.data, **beside)
        if examined.facts.keys() != offer.facts.keys():
            # A rule that asks for a fact which is not there would fail, or worse, not forbid.
            raise CrashedError(detail="the examination's facts are not the declared ones")
        trail.facts = examined.facts
        return examined

    # 6 decide, 7 reserve ------------------------------------------------------------------------

    async def _decide_and_reserve(
        self,
        trail: Trail,
        principal: Principal,
        offer: Offer,
        plan: Plan,
        examined: Examined[Any],
    ) -> tuple[DataClass, Grant]:
        judge = CallJudge(
            trail,
            trail.rules.bundle,
            principal.roles,
            lambda standing: request_of(trail, principal, offer, plan.arguments, standing),
            offer.nature,
            offer.most(),
            self._flowing.step(offer, plan.arguments),
            examined.hint,
            self._elapsed_s,
        )

        async def look_ahead(sight: DataClass) -> Preview:
            seen = (examined.ground, sight, self._leaves(trail, sight))
            return await preview(Warrant(offer, {}, *seen, offer.most(), principal.name))

        appeal = CallAppeal(
            self._consenting, trail, judge,
            offer=offer, plan=plan, principal=principal, look_ahead=look_ahead,
        )  # fmt: skip
        answer = await reserve(self.ledger, trail, principal, judge, appeal)
        if plan.conversation not in {"", answer.standing.conversation}:
            # It rolled over in between: these pseudonyms are another conversation's now.
            raise InvalidInputError("The conversation is a new one; ask again.", detail="rolled")
        granted = answer.grant
        return judge.clearance(), Grant(granted.rows, granted.bytes, granted.ms / 1000)

    # 8 run --------------------------------------------------------------------------------------

    async def _run(self, trail: Trail, door: Door, warrant: Warrant) -> Any:
        beside = warrant.beside(door.progress) | {AS_READ: self._as_read(trail, warrant)}
        await anyio.lowlevel.checkpoint_if_cancelled()
        try:
            with anyio.fail_after(warrant.grant.timeout_s):
                result = await _body(warrant.offer).run(warrant.arguments, beside)
        except TimeoutError:
            if warrant.grant.timeout_s < warrant.offer.timeout_s:
                raise BudgetExceededError(_ASK_FOR_LESS, detail="seconds") from None
            raise
        trail.untrusted = warrant.offer.is_untrusted(result)
        rows = warrant.offer.rows
        trail.rows = rows.count(result) if rows is not None else 0
        if trail.rows > warrant.grant.rows:
            raise BudgetExceededError(_ASK_FOR_LESS, detail="rows")
        return result

    # 9 classify ---------------------------------------------------------------------------------

    def _classify(
        self, trail: Trail, offer: Offer, result: Any, examined: Examined[Any]
    ) -> Classes:
        if offer.classify is None:
            return trail.rules.data.lookup(offer.section, offer.name)
        return offer.classify(result, examined.ground, trail.rules.data)

    # 10 pseudonymise ----------------------------------------------------------------------------

    def _leaves(self, trail: Trail, clearance: DataClass) -> Leaves:
        treatment = Treatment(clearance, trail.rules.bundle.privacy)
        return lambda origin: origin.data_class <= clearance or treatment.treats(origin)

    def _as_read(self, trail: Trail, warrant: Warrant) -> AsRead:
        privacy, scopes = trail.rules.bundle.privacy, self._scopes(trail)

        async def as_read(text: str, origin: Origin) -> str | None:
            released = await self._treating.release(
                text, origin, warrant.clearance, privacy=privacy, scopes=scopes, placed={}
            )
            return None if released.withheld else str(released.value)

        return as_read

    async def _pseudonymise(
        self, trail: Trail, value: Any, classes: Classes, warrant: Warrant
    ) -> Released:
        released = await self._treating.release(
            value,
            classes,
            warrant.clearance,
            privacy=trail.rules.bundle.privacy,
            scopes=self._scopes(trail),
            placed=trail.restoration.echoed,
        )
        text = self._flowing.cleared(trail, released)
        trail.released = released
        trail.result_bytes = len(text.encode())
        if trail.result_bytes > warrant.grant.max_bytes:
            trail.released = None
            if warrant.grant.max_bytes < warrant.offer.most().max_bytes:
                raise BudgetExceededError(_ASK_FOR_LESS, detail="bytes")
            raise TooLargeError(_ASK_FOR_LESS, detail="result")
        return released

    def _scopes(self, trail: Trail) -> Scopes:
        principal = trail.incoming.principal
        if trail.reserved is None or principal is None:
            raise CrashedError(detail="nothing was reserved")
        return Scopes(trail.reserved.standing.conversation, principal.name)

    # 11 settle ----------------------------------------------------------------------------------

    async def _settle(self, trail: Trail, offer: Offer, released: Released) -> None:
        trace = self._flowing.trace(trail, offer, released)
        await self._recorder.settle(
            trail, released.data_class, untrusted=trail.untrusted, trace=trace
        )

    def _open(self, incoming: Incoming) -> Trail:
        # One version for the whole call, whatever is put in force meanwhile.
        return Trail(self.server, self.rulebook.current, incoming, self._elapsed_s())


def _body(offer: Offer) -> Body:
    if offer.body is None:
        raise CrashedError(detail="an offer without a body")
    return offer.body
