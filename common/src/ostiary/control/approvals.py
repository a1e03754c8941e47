"""What approvers do: see what waits, look at one call with its real values, agree to it or refuse.

An answer is signed with a key of the approver's own, which his passphrase opens. What it signs is
worked out from what he is shown: whoever alters the row, or what is shown, gains no consent.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import make_url

from ostiary.approval.answer import Word, sign
from ostiary.approval.approverkey import ApproverKey, load_key, make_key, name_in
from ostiary.approval.store import DENIED, EXPIRED, OPEN, Consent, ConsentStore
from ostiary.approval.view import SHOW, View, open_view
from ostiary.approval.weigh import Weighed, may_answer, weigh
from ostiary.consent import Approver
from ostiary.control.conversations import operators_ledger
from ostiary.guard.vaulting import open_vault
from ostiary.keys import KeyFileError, load_keys
from ostiary.ledger.inside import Inside
from ostiary.policy.approverfile import key_text
from ostiary.policy.bundle import Bundle
from ostiary.policy.load import load_bundle
from ostiary.privacy.pseudonym import tokens_in
from ostiary.privacy.vault.keeping import read_all
from ostiary.sealedbox import SealError
from ostiary.settings import Settings, config_folder


class ConsentError(ValueError):
    """No answer can be given; the text says why."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One question, opened.

    Args:
        view: What is asked.
        values: What stands behind the pseudonyms in it, as far as this account may know.
        unread: The pseudonyms whose values it may not know.
        weighed: What the answers so far come to.
        state: `open`, or what became of it.
    """

    view: View
    values: Mapping[str, str] = field(repr=False)
    unread: tuple[str, ...]
    weighed: Weighed
    state: str


def approver_key_path() -> Path:
    """Return where an approver's own key stands unless told otherwise."""
    return config_folder() / "approver.json"


def approver_name(path: Path) -> str:
    """Return whose key stands in `path`.

    Raises:
        ApproverKeyError: It is not there, or none.
    """
    return name_in(path)


def enroll(path: Path, name: str, passphrase: str) -> str:
    """Write a fresh key for an approver; return its public half as `bundle.yaml` holds it.

    Raises:
        ApproverKeyError: The passphrase is too short.
        FileExistsError: There is a key already.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return key_text(make_key(path, name, passphrase).public)


def open_approver_key(path: Path, passphrase: str) -> ApproverKey:
    """Return an approver's key.

    Raises:
        ApproverKeyError: It is not there, or none, or the passphrase is another.
    """
    return load_key(path, passphrase)


async def waiting_consents(settings: Settings) -> Sequence[Consent]:
    """Return the questions that wait, oldest first.

    Raises:
        LedgerError: The ledger cannot be used.
    """
    store = _store(settings)

    def work(inside: Inside) -> list[Consent]:
        store.prepare(inside.connection)
        now_us = inside.now_us()
        for identifier, digest in store.sweep(inside.connection, now_us):
            inside.append(
                {"kind": "consent", "consent": identifier, "digest": digest, "answer": "expired"}
            )
        return store.open(inside.connection, now_us)

    with operators_ledger(settings) as ledger:
        return await ledger.together(work)


async def close_consents(settings: Settings) -> int:
    """Close all questions that wait, and forget what they show; return how many.

    Their calls can be asked again. It is for erasures: what is shown holds real values.

    Raises:
        LedgerError: The ledger cannot be used.
    """
    store = _store(settings)

    def work(inside: Inside) -> int:
        store.prepare(inside.connection)
        waiting = store.open(inside.connection, 0)
        for each in waiting:
            store.close(inside.connection, each.id, EXPIRED)
            told = {"kind": "consent", "consent": each.id, "digest": each.digest}
            inside.append({**told, "answer": "forgotten", "by": settings.principal})
        return len(waiting)

    with operators_ledger(settings) as ledger:
        return await ledger.together(work)


async def show_consent(settings: Settings, identifier: str) -> Shown:
    """Return one question with its real values, once it is on record who looked.

    Raises:
        ConsentError: There is no such question, or it is over, or was altered.
        KeyFileError: The key file does not hold `consent.show`.
        LedgerError: The ledger cannot be used.
        PolicyFileError: The bundle cannot be read.
    """
    key = load_keys(settings.keys_path()).derive(SHOW)
    bundle = load_bundle(settings.policies)
    store = _store(settings)

    def work(inside: Inside) -> tuple[View, Weighed, str]:
        found = _found(store, inside, identifier)
        view = _opened(found, key)
        inside.append(
            {
                "kind": "consent",
                "consent": identifier,
                "digest": view.digest,
                "answer": "shown",
                "by": settings.principal,
            }
        )
        return view, _weighed(store, inside, view, bundle), found.state

    with operators_ledger(settings) as ledger:
        view, weighed, state = await ledger.together(work)
    values, unread = _values(settings, view)
    return Shown(view, values, unread, weighed, state)


async def answer_consent(
    settings: Settings, view: View, key: ApproverKey, word: Word
) -> Weighed | None:
    """Sign and record an answer to what was shown; return what all answers come to.

    None where the question is over meanwhile.

    Args:
        settings: Where everything is.
        view: What the approver was shown: this and nothing else is signed.
        key: His own.
        word: His answer.

    Raises:
        ConsentError: His answer would not count.
        LedgerError: The ledger cannot be used.
        PolicyFileError: The bundle cannot be read.
    """
    bundle = load_bundle(settings.policies)
    _require(bundle, view, key)
    store, identifier = _store(settings), view.asking.id
    answer = sign(key.private, identifier, view.digest, key.name, word)

    def work(inside: Inside) -> Weighed | None:
        found = store.find(inside.connection, identifier)
        now_us = inside.now_us()
        if found is None or found.state != OPEN or now_us >= view.asking.expires_at_us:
            return None
        store.answer(inside.connection, answer, now_us)
        if word is Word.DENY:
            # Its nonce stays until it expires: the same call is known again, and refused.
            store.close(inside.connection, identifier, DENIED, found.nonce)
        inside.append(
            {
                "kind": "consent",
                "consent": identifier,
                "digest": view.digest,
                "answer": word.value,
                "by": key.name,
                "signature": answer.signature,
            }
        )
        return _weighed(store, inside, view, bundle)

    with operators_ledger(settings) as ledger:
        return await ledger.together(work)


def _require(bundle: Bundle, view: View, key: ApproverKey) -> None:
    known = bundle.approvers.get(key.name)
    if known is None or known.key != key.public:
        raise ConsentError(f"bundle.yaml names no approver {key.name} with this key")
    if view.binding.policy != bundle.version:
        raise ConsentError("the policies have changed since: the call has to be asked again")
    if reason := may_answer(known, view.terms, view.binding.principal):
        raise ConsentError(f"an answer of {key.name} would not count: {reason}")


def _store(settings: Settings) -> ConsentStore:
    return ConsentStore(make_url(settings.state).get_backend_name())


def _found(store: ConsentStore, inside: Inside, identifier: str) -> Consent:
    store.prepare(inside.connection)
    found = store.find(inside.connection, identifier)
    if found is None:
        raise ConsentError(f"{identifier}: no such consent; `ostiary approve list` names them")
    if found.state != OPEN:
        raise ConsentError(f"{identifier}: over ({found.state}); what it showed is forgotten")
    if inside.now_us() >= found.expires_at_us:
        raise ConsentError(f"{identifier}: expired; the call has to be repeated")
    return found


def _opened(found: Consent, key: bytes) -> View:
    try:
        view = open_view(key, found.view, found.id)
    except SealError as error:
        raise ConsentError(f"{found.id}: {error}; deny nothing and allow nothing") from None
    if view.digest != found.digest:
        raise ConsentError(f"{found.id}: what is stored is not what was asked; it was altered")
    return view


def _weighed(store: ConsentStore, inside: Inside, view: View, bundle: Bundle) -> Weighed:
    answers = store.answers(inside.connection, view.asking.id)
    approvers: Mapping[str, Approver] = bundle.approvers
    return weigh(view.terms, view.binding.principal, view.digest, approvers, answers)


def _values(settings: Settings, view: View) -> tuple[dict[str, str], tuple[str, ...]]:
    """Return the values behind the pseudonyms of a view, and those that cannot be known here."""
    values = dict(view.values)
    wanted = _wanted(view, values)
    if wanted:
        # An approver's key file need not open the vault: then he sees what stands for people.
        with suppress(KeyFileError):
            keys = load_keys(settings.keys_path())
            with closing(open_vault(settings.state, settings.ring_path(), keys)) as vault:
                values |= {each.place.token: each.open() for each in read_all(vault, wanted)}
    return values, tuple(_wanted(view, values))


def _wanted(view: View, known: Iterable[str]) -> list[str]:
    return sorted(tokens_in([view.binding.arguments, view.preview]) - {""} - set(known))
