"""The page about privacy: its bundle loads and says what its tables say."""

from pathlib import Path

from pages import EXAMPLES

from ostiary.classes import TEXT, DataClass
from ostiary.policy.load import load_bundle
from ostiary.privacy.load import load_datamap
from ostiary.treatment import Find, Level, RestoreRule, Treat

PAGE = "docs/privacy.md"


def test_its_bundle_and_its_data_map_are_read(tmp_path: Path) -> None:
    bundle, data = [e.text for e in EXAMPLES if e.page == PAGE and e.language == "yaml"]
    (tmp_path / "bundle.yaml").write_text(bundle)
    (tmp_path / "data.yaml").write_text(data)
    loaded = load_bundle(tmp_path)
    assert loaded.privacy is not None
    assert loaded.privacy.rule("PERSON").treat is Treat.PSEUDONYM
    assert loaded.privacy.rule("PERSON").level is Level.CONVERSATION
    assert loaded.privacy.rule("EMAIL").level is Level.ORGANISATION
    assert loaded.privacy.text is not None
    assert loaded.privacy.text.find is Find.MODEL
    rule = RestoreRule("EMAIL", "letters.write_letter", "to", frozenset({"analyst"}))
    assert loaded.restore == (rule,)
    known = load_datamap(tmp_path / "data.yaml")
    email = known.lookup("columns", "Contacts.EMAIL")
    assert (email.kind, email.subject, email.rank) == ("EMAIL", "contacts", 0)
    assert known.lookup("columns", "contacts.full_name").rank == 1
    assert known.lookup("columns", "contacts.notes").kind == TEXT
    assert known.lookup("columns", "contacts.notes").data_class is DataClass.PERSONAL
