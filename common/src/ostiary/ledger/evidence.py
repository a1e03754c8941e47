"""What records are held against: heads that first records and checkpoints saw.

Pure: it is given checkpoints and anchored lines and says which of them hold, and what they claim.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import cast

from ostiary.ledger.chain import GENESIS
from ostiary.ledger.checkpoint import Checkpoint, body_hash, is_signed
from ostiary.ledger.finding import Finding, parse_body
from ostiary.ledger.values import Entry


@dataclass(slots=True)
class Evidence:
    """What was seen of the chains by something that came later.

    Args:
        hashes: The hash of the record at a place.
        last: The last position seen of each stream, and what saw it.
        covered: The last position of each stream that a checkpoint covers.
        links: The hash of a link in the chain of streams.
        checkpoints: How many checkpoints the store holds.
        newest_anchored: The newest checkpoint that was kept outside the store.
        is_signed: Whether signatures were checked.
    """

    hashes: dict[tuple[str, int], str] = field(default_factory=dict[tuple[str, int], str])
    last: dict[str, tuple[int, str]] = field(default_factory=dict[str, tuple[int, str]])
    covered: dict[str, int] = field(default_factory=dict[str, int])
    links: dict[int, str] = field(default_factory=dict[int, str])
    checkpoints: int = 0
    newest_anchored: Checkpoint | None = None
    is_signed: bool = False

    def see_openings(self, openings: Iterable[Entry], findings: list[Finding]) -> None:
        """Take in what the first record of each stream says of the others."""
        for opening in openings:
            heads = parse_body(opening.body).get("heads")
            self._see(heads, "a later stream", findings)

    def see_checkpoints(
        self, stored: Iterable[Checkpoint], public_key: bytes | None, findings: list[Finding]
    ) -> dict[int, str]:
        """Take in the store's own checkpoints up to the first that does not hold.

        Returns:
            The hash of each by its position.
        """
        self.is_signed = public_key is not None
        seen: dict[int, str] = {}
        previous, is_broken = GENESIS, False
        for expected, checkpoint in enumerate(stored):
            self.checkpoints += 1
            reason = "" if is_broken else _fault(checkpoint, expected, previous, public_key)
            if reason:
                findings.append(Finding(f"checkpoints:{expected}", reason))
            is_broken = is_broken or bool(reason)
            if is_broken:
                continue
            seen[checkpoint.position] = previous = checkpoint.hash
            self._take(checkpoint, findings)
        return seen

    def see_anchored(
        self,
        anchored: Iterable[Checkpoint],
        seen: Mapping[int, str],
        store: str,
        public_key: bytes | None,
        findings: list[Finding],
    ) -> None:
        """Take in checkpoints that were kept outside the store; one anchor may serve several."""
        kept = list(anchored)
        own_ones = [each for each in kept if each.store == store]
        if kept and not own_ones:
            findings.append(Finding("store", "the anchored checkpoints are of another store"))
        for checkpoint in sorted(own_ones, key=lambda each: each.position):
            place = f"checkpoints:{checkpoint.position}"
            if public_key is not None and not is_signed(checkpoint, public_key):
                findings.append(Finding(place, "the anchored one is not signed by this key"))
                continue
            own = seen.get(checkpoint.position)
            if own is None:
                findings.append(Finding(place, "missing: it is anchored outside the store"))
            elif own != checkpoint.hash:
                findings.append(Finding(place, "another one was anchored outside the store"))
            if checkpoint.body is not None and body_hash(checkpoint.body) == checkpoint.hash:
                self._take(checkpoint, findings)
            self.newest_anchored = checkpoint

    def _take(self, checkpoint: Checkpoint, findings: list[Finding]) -> None:
        body = parse_body(checkpoint.body or "")
        witness = f"checkpoint {checkpoint.position}"
        for stream, position in self._see(body.get("heads"), witness, findings):
            self.covered[stream] = max(position, self.covered.get(stream, -1))
        position, _, digest = str(body.get("chain", "")).partition(":")
        if position.isdecimal():
            place = f"streams:{int(position)}"
            known = self.links.setdefault(int(position), digest)
            _compare(known, digest, place, witness, findings)

    def _see(self, heads: object, witness: str, findings: list[Finding]) -> list[tuple[str, int]]:
        found: list[tuple[str, int]] = []
        told = cast("dict[str, object]", heads) if isinstance(heads, dict) else {}
        for stream, head in told.items():
            position, _, digest = str(head).partition(":")
            if position.isdecimal():
                # The first witness holds: a checkpoint is never outdone by what came later, which
                # whoever can write to the store could have made, or had a server sign.
                known = self.hashes.setdefault((stream, int(position)), digest)
                _compare(known, digest, f"{stream}:{int(position)}", witness, findings)
                self._extend(stream, int(position), witness)
                found.append((stream, int(position)))
        return found

    def _extend(self, stream: str, position: int, witness: str) -> None:
        if position > self.last.get(stream, (-1, ""))[0]:
            self.last[stream] = (position, witness)


def _compare(known: str, told: str, place: str, witness: str, findings: list[Finding]) -> None:
    if known != told:
        findings.append(Finding(place, f"{witness} tells it otherwise than an earlier witness"))


def _fault(checkpoint: Checkpoint, expected: int, previous: str, public_key: bytes | None) -> str:
    """Return why a stored checkpoint does not hold; empty when it does."""
    if checkpoint.position != expected:
        return "missing"
    body = checkpoint.body or ""
    told = parse_body(body)
    if body_hash(body) != checkpoint.hash:
        return "altered: its hash does not fit what it says"
    if told.get("previous") != previous:
        return "not bound to the checkpoint before it"
    own = (checkpoint.position, checkpoint.at_us, checkpoint.store)
    if (told.get("position"), told.get("at_us"), told.get("store")) != own:
        return "altered: its place, time or store is not the one that was signed"
    if public_key is not None and not is_signed(checkpoint, public_key):
        return "not signed by this key"
    return ""
