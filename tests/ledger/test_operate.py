"""Checkpoints by hand: by an account that holds the key, over servers that do not."""

from pathlib import Path

import pytest
from judging import Judge
from notary import PUBLIC_KEY, SEED, anchored_in
from tampering import tamper

from ostiary.ledger.ledger import Ledger
from ostiary.ledger.operate import (
    make_checkpoint_now,
    public_key_text,
    read_anchored,
    read_public_key,
)
from ostiary.ledger.read import Reader
from ostiary.ledger.store import LedgerError


async def test_a_checkpoint_by_hand_covers_what_servers_without_the_key_wrote(
    url: str, tmp_path: Path
) -> None:
    anchor = tmp_path / "anchor"
    ledger = Ledger(url, None, {})
    await ledger.reserve("ann", None, "t", Judge())
    assert make_checkpoint_now(url, SEED, PUBLIC_KEY, f"file://{anchor}")
    assert make_checkpoint_now(url, SEED, PUBLIC_KEY, f"file://{anchor}") is None
    assert Reader(url).verify(PUBLIC_KEY, anchored_in(anchor)).uncovered == 0
    # Whoever can write to the store may claim in its bookkeeping that a stream is covered.
    await ledger.reserve("ann", None, "t", Judge())
    tamper(url, "UPDATE streams SET covered = 1000000")
    made = make_checkpoint_now(url, SEED, PUBLIC_KEY, "")
    assert made is not None
    assert made.position == 1
    report = Reader(url).verify(PUBLIC_KEY, anchored_in(anchor))
    assert (report.whole, report.uncovered) == (True, 0)
    ledger.close()


def test_nothing_is_signed_on_top_of_a_checkpoint_that_does_not_hold(url: str) -> None:
    Ledger(url, None, {}).close()
    make_checkpoint_now(url, SEED, PUBLIC_KEY, "")
    tamper(url, "UPDATE checkpoints SET signature = 'x'")
    Ledger(url, None, {}).close()
    with pytest.raises(LedgerError, match="checkpoints:0: not signed by this key"):
        make_checkpoint_now(url, SEED, PUBLIC_KEY, "")


def test_an_anchor_that_refuses_is_told_and_the_checkpoint_stands(url: str, tmp_path: Path) -> None:
    Ledger(url, None, {}).close()
    with pytest.raises(FileNotFoundError):
        make_checkpoint_now(url, SEED, PUBLIC_KEY, f"file://{tmp_path / 'none' / 'anchor'}")
    assert Reader(url).verify(PUBLIC_KEY).evidence.checkpoints == 1


def test_the_public_key_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_text(public_key_text(PUBLIC_KEY))
    assert read_public_key(path) == PUBLIC_KEY
    path.write_text("no key")
    with pytest.raises(LedgerError, match=r"key\.pem: no Ed25519 public key"):
        read_public_key(path)


def test_a_damaged_line_of_an_anchor_is_named(url: str, tmp_path: Path) -> None:
    anchor = tmp_path / "anchor"
    Ledger(url, None, {}).close()
    make_checkpoint_now(url, SEED, PUBLIC_KEY, f"file://{anchor}")
    anchor.write_text("another program's line\n" + anchor.read_text())
    assert len(read_anchored(anchor)) == 1
    anchor.write_text(anchor.read_text().replace('"v":1', '"v":2'))
    with pytest.raises(LedgerError, match="anchor:2"):
        read_anchored(anchor)
    anchor.write_text("nothing\n")
    with pytest.raises(LedgerError, match="holds no checkpoint"):
        read_anchored(anchor)
