"""What a host asks for: a user's question without people in it, and the answer with them.

The model between the two reads pseudonyms. The user is who the settings name, as for a server on
stdio; what he may see is said by restore rules about `host.answer`.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from ostiary.classes import INTERNAL, TEXT, DataClass, Origin
from ostiary.control.conversations import operators_ledger
from ostiary.control.vault import note_people, opened_vault, reveal_within
from ostiary.conversation.handle import PURPOSE, Handle, verify
from ostiary.guard.detecting import Detecting
from ostiary.guard.treating import Treating
from ostiary.guard.vaulting import HASH, LazyVault
from ostiary.keys import load_keys
from ostiary.ledger.values import Claim
from ostiary.policy.files import MAIN
from ostiary.policy.load import load_bundle
from ostiary.privacy.pseudonym import kind_of, mentions
from ostiary.privacy.restore import rules_for
from ostiary.privacy.scope import Scopes
from ostiary.settings import Settings
from ostiary.treatment import DISPLAY, Privacy

PURPOSE_OF_DISPLAY = "host display"
"""What stands on record as the reason of a display."""

MAX_SHOWN = 1000
"""How many pseudonyms of one answer are shown as what they stand for; further ones stay."""

_BROUGHT = Origin(DataClass.PERSONAL, TEXT, brought=True)


@dataclass(frozen=True, slots=True)
class Taken:
    """A user's question as a model may read it.

    Args:
        text: The question, with pseudonyms for the people in it.
        own: What he wrote, by the pseudonym that stands for it. He may see that again.
    """

    text: str
    own: Mapping[str, str] = field(default_factory=dict[str, str], repr=False)


@dataclass(frozen=True, slots=True)
class Desk:
    """What the bundle lets a host do for one user.

    Args:
        settings: Where everything is, and who the user is.
        privacy: What becomes of people in his question; None: it is not looked through.
        kinds: Whose values he sees in an answer.
    """

    settings: Settings
    privacy: Privacy | None
    kinds: frozenset[str]

    async def take(self, question: str) -> Taken:
        """Return `question` as the bundle lets a model read it.

        Raises:
            ValueError: It cannot be looked through, so that no model may read it; or keys, ring or
                vault cannot be used.
            SQLAlchemyError: The store failed.
            CrashedError: The vault failed.
        """
        if self.privacy is None:
            return Taken(question)
        scopes = await self._scopes()
        keys = load_keys(self.settings.keys_path())
        with opened_vault(self.settings) as vault:
            lazy = LazyVault(lambda: vault)
            hash_key = keys.derive(HASH) if keys.holds(HASH) else None
            released = await Treating(lazy, Detecting(lazy), hash_key).release(
                question,
                _BROUGHT,
                INTERNAL.data_class,
                privacy=self.privacy,
                scopes=scopes,
                placed={},
            )
            if released.withheld:
                raise ValueError(
                    "privacy.prompt: no model looks through the question, so it is not asked;"
                    " name one in privacy.text.model"
                )
            own = {token: held.open() for token, held in vault.find(released.tokens).items()}
        if own:
            await note_people(self.settings, "asked", "", sorted(own))
        return Taken(str(released.value), own)

    async def show(self, answer: str, own: Mapping[str, str]) -> str:
        """Return `answer` as the user may read it; what it shows is on record before.

        Args:
            answer: The model's.
            own: What the user's question brought.

        Raises:
            ValueError: The keys, the ring or the vault cannot be used.
            SQLAlchemyError: The store failed.
        """
        places = [each for each in mentions(answer) if each.token]
        wanted = {each.token for each in places if kind_of(each.token) in self.kinds} - own.keys()
        known = dict(own)
        if wanted:
            some, scopes = sorted(wanted)[:MAX_SHOWN], (await self._scopes()).all()
            known |= await reveal_within(self.settings, some, scopes, PURPOSE_OF_DISPLAY)
        for each in reversed(places):
            value = known.get(each.token, answer[each.start : each.end])
            answer = f"{answer[: each.start]}{value}{answer[each.end :]}"
        return answer

    async def _scopes(self) -> Scopes:
        """Return the scopes of his conversation, which is opened if need be.

        Raises:
            ValueError: The handle of it does not hold.
        """
        settings = self.settings
        with operators_ledger(settings) as ledger:
            standing = await ledger.standing(settings.principal, _claim(settings))
        if standing is None:
            raise ValueError("OSTIARY_CONVERSATION: the handle does not hold any more")
        return Scopes(standing.conversation, settings.principal, asked=True)


def open_desk(environment: Mapping[str, str]) -> Desk | None:
    """Return the desk of the user whom the shared settings in `environment` name.

    None where there is no bundle, or it says nothing of a host.

    Raises:
        ValueError: A setting does not fit, or the bundle is wrong.
    """
    shared = {Settings.variable(field) for field in Settings.model_fields}
    settings = Settings.from_environment(
        {name: value for name, value in environment.items() if name in shared}
    )
    if not (settings.policies / MAIN).is_file():
        return None
    bundle = load_bundle(settings.policies)
    rules = rules_for(bundle.restore, DISPLAY, settings.role_names())
    privacy = bundle.privacy if bundle.privacy is not None and bundle.privacy.prompt else None
    kinds = frozenset(each.kind for each in rules)
    return Desk(settings, privacy, kinds) if kinds or privacy is not None else None


def _claim(settings: Settings) -> Claim | None:
    """Return what the handle says that the settings name; None where they name none.

    Raises:
        ValueError: It is not his, or expired.
    """
    if not settings.conversation:
        return None
    public_key = load_keys(settings.keys_path()).public_key(PURPOSE)
    if public_key is None:
        raise ValueError("OSTIARY_CONVERSATION: no key to verify the handle by")
    now_us = time.time_ns() // 1000
    handle = verify(public_key, settings.conversation, principal=settings.principal, now_us=now_us)
    if isinstance(handle, Handle):
        return Claim(handle.id, handle.principal, handle.expires_at_us, handle.clearance)
    raise ValueError(f"OSTIARY_CONVERSATION: the handle does not hold: {handle.reason}")
