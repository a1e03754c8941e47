"""Making a bundle of `bundle.yaml` and every `<server>/policy.cedar` beside it.

Both are held against what the servers offer. A bundle with any error is not loaded at all. The
formats are described in `docs/policies.md`.
"""

from pathlib import Path

from ostiary.policy.bundle import Bundle
from ostiary.policy.catalogue import Catalogue
from ostiary.policy.draft import read_draft
from ostiary.policy.files import Files, fingerprint, read_files
from ostiary.policy.ruleset import index


def load_bundle(folder: Path, catalogue: Catalogue | None = None) -> Bundle:
    """Return the bundle that stands in `folder`.

    Args:
        folder: Where it stands.
        catalogue: What the servers offer. Nothing is said about servers that it does not cover;
            without it, only what needs none is checked.

    Raises:
        PolicyFileError: A file is missing, unreadable or wrong; the first of all faults.
    """
    return make_bundle(read_files(folder), catalogue)


def make_bundle(files: Files, catalogue: Catalogue | None = None) -> Bundle:
    """Return the bundle that `files` make; otherwise as `load_bundle`, and pure."""
    draft = read_draft(files, catalogue)
    for fault in draft.faults:
        raise fault
    by_action, elsewhere = index(draft.rules, draft.words.contexts)
    return Bundle(
        version=fingerprint(files),
        roles=draft.main.held_roles(),
        budgets=draft.main.budgets.budgets(),
        rules=draft.rules,
        by_action=by_action,
        elsewhere=elsewhere,
        contexts=draft.words.contexts,
        servers=draft.words.servers,
        privacy=draft.main.privacy and draft.main.privacy.privacy(),
        restore=tuple(each.rule() for each in draft.main.restore),
        approvers={name: each.approver(name) for name, each in draft.main.approvers.items()},
        flow=draft.main.flow and draft.main.flow.limits(),
        traces=any(each.asks_origins for each in (*by_action.values(), elsewhere)),
    )
