"""A rule that names what is not there, or compares what cannot be compared, is an error by line."""

from collections.abc import Callable
from pathlib import Path

import pytest
from notes_catalogue import CATALOGUE

from ostiary.documents import PolicyFileError
from ostiary.policy.bundle import Bundle
from ostiary.policy.catalogue import Action, Catalogue, FactType
from ostiary.policy.draft import read_draft
from ostiary.policy.files import read_files

MakeBundle = Callable[..., Bundle]

READ = 'permit (principal, action == Action::"notes.read", resource) when {\n  '


def rule(condition: str) -> str:
    return f'@id("r")\n{READ}{condition}\n}};'


@pytest.mark.parametrize(
    ("cedar", "message"),
    [
        pytest.param('@id("r")\npermit (\n principal,\n action == Action::"notes.reed",\n resource);', ":4: action notes.reed: the server notes offers none; did you mean notes.read?", id="action"),
        pytest.param('@id("r") permit (principal, action in [Action::"notes.read",\n Action::"notes.wite"], resource);', ":2: action notes.wite: the server notes offers none; did you mean notes.write?", id="action-in-a-list"),
        pytest.param('@id("r") permit (principal, action == Action::"nots.read", resource);', ":1: server nots: neither installed nor a folder of this bundle; did you mean notes?", id="server-of-an-action"),
        pytest.param('@id("r") permit (principal, action, resource in Server::"nots");', ":1: server nots: neither installed", id="server"),
        pytest.param('@id("r") permit (principal, action, resource == Tool::"notes.reed");', ":1: tool notes.reed: the server notes offers none; did you mean notes.read?", id="tool"),
        pytest.param('@id("r") permit (principal, action, resource == Prompt::"notes.wekly");', "did you mean notes.weekly?", id="prompt"),
        pytest.param('@id("r") permit (principal in Rle::"analyst", action, resource);', ":1: entity type Rle: there is none; did you mean Role?", id="entity-type"),
        pytest.param('@id("r") permit (principal is Principl, action, resource);', "entity type Principl: there is none; did you mean Principal?", id="entity-type-asked-for"),
        pytest.param('@id("r") permit (principal in Role::"analist", action, resource);', "role analist: not in bundle.yaml; did you mean analyst?", id="role-in-the-scope"),
        pytest.param(rule('principal in Role::"analist"'), ":3: role analist: not in bundle.yaml; did you mean analyst?", id="role-in-a-condition"),
        pytest.param(rule('principal in [Role::"analyst", Role::"offcer"]'), ":3: role offcer: not in bundle.yaml; did you mean officer?", id="role-in-a-list"),
        pytest.param(rule('context.args.nam == "x"'), ":3: attribute nam: the actions of this rule have none; did you mean name?", id="argument"),
        pytest.param(rule('context.args has pags && context.args.pags.contains(1)'), ":3: attribute pags: the actions of this rule have none; did you mean pages?", id="argument-asked-for"),
        pytest.param(rule('context["args"]["nam"] == "x"'), ":3: attribute nam:", id="argument-in-brackets"),
        pytest.param(rule('context.args has box && context.args.box.widht > 1'), ":3: attribute widht: the actions of this rule have none; did you mean width?", id="nested-argument"),
        pytest.param(rule('context.facts.folder.contains("inbox")'), ":3: attribute folder: the actions of this rule have none; did you mean folders?", id="fact"),
        pytest.param(rule('context.arg.name == "x"'), "attribute arg: the actions of this rule have none; did you mean args?", id="part-of-the-context"),
        pytest.param(rule("context.label.clas > 1"), "did you mean class?", id="label"),
        pytest.param(rule("context.budget.conversation.call > 1"), "did you mean calls?", id="budget"),
        pytest.param(rule('context.facts.folders.contains("inbx")'), ":3: value inbx: not one of the folders there are; did you mean inbox?", id="value"),
        pytest.param(rule('context.facts.folders == ["inbox", "privat"]'), "value privat: not one of the folders there are; did you mean private?", id="value-in-a-set"),
        pytest.param(rule('["inbox", "archiv"].containsAll(context.facts.folders)'), "value archiv: not one of the folders", id="value-on-the-left"),
        pytest.param(rule('principal.name == "ann"'), ":1: attribute `name` on entity type `Principal` not found", id="attribute-of-the-principal"),
        pytest.param(rule("context.args.name == 3"), ":1: the types Long and String are not compatible", id="text-with-number"),
        pytest.param(rule("context.facts.folders.contains(3)"), "not compatible", id="set-with-number"),
        pytest.param(rule('context.facts.bytes == "10"'), "not compatible", id="number-with-text"),
        pytest.param(rule("context.args.name > 3"), ":1: ", id="order-of-texts"),
        pytest.param(rule("context.args.n > 3"), ":1: context.args.n may be absent: ask `context.args has n &&` before", id="optional-without-has"),
        pytest.param('@id("r") permit (principal, action == Action::"notes.list", resource == Tool::"notes.read");', "no request can match it", id="resource-of-another-action"),
        pytest.param('@id("r") permit (principal is Role, action, resource);', "no request can match it", id="principal-that-is-a-role"),
        pytest.param('@id("r") permit (principal, action, resource) when { context.args.name == "x" };', "args.name", id="argument-that-not-all-actions-have"),
        pytest.param('@id("a/b") permit (principal, action, resource);', "@id: only letters", id="id-that-quotes"),
    ],
)  # fmt: skip
def test_a_rule_that_cannot_mean_what_it_says_is_named_by_line(
    bundle: MakeBundle, cedar: str, message: str
) -> None:
    with pytest.raises(PolicyFileError) as caught:
        bundle(cedar, catalogue=CATALOGUE)
    assert str(caught.value).startswith("notes/policy.cedar:")
    assert message in str(caught.value)


@pytest.mark.parametrize(
    "cedar",
    [
        pytest.param(rule('context.args has n && context.args.n > 3 && context.args.limit < 5'), id="has"),
        pytest.param(rule('context.args has ratio && context.args.ratio == "1.5"'), id="decimal-text"),
        pytest.param(rule('context.facts.folders.containsAny(["inbox"]) && context.facts.bytes < 10 && !context.facts.shared'), id="facts"),
        pytest.param(rule('context.label.class < 2 && context.budget.principal.seconds < 60 && context.transport == "stdio"'), id="rest-of-the-context"),
        pytest.param(rule("context.args has box && context.args.box.width > 1"), id="nested"),
        pytest.param(rule('context.args has "___entity"'), id="escaped-key"),
        pytest.param('@id("r") permit (principal, action, resource) when { context.args has n && context.args.n > 1 };', id="open-scope"),
        pytest.param('@id("r") permit (principal == Principal::"somebody else", action, resource is Tool in Server::"notes");', id="principals-are-free"),
        pytest.param('@id("r") permit (principal, action == Action::"other.x", resource) when { context.args.whatever > 1 };', id="another-server-of-the-bundle"),
        pytest.param('@id("r") permit (principal, action in [Action::"other.x", Action::"notes.read"], resource) when { context.args.name like "a*" };', id="both-servers"),
    ],
)  # fmt: skip
def test_what_is_right_or_cannot_be_known_is_no_error(
    bundle: MakeBundle, tmp_path: Path, cedar: str
) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "policy.cedar").write_text("")
    assert bundle(cedar, catalogue=CATALOGUE).rules


def test_both_servers_are_held_against_the_one_that_is_known(
    bundle: MakeBundle, tmp_path: Path
) -> None:
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "policy.cedar").write_text("")
    with pytest.raises(PolicyFileError, match="not compatible"):
        bundle(
            '@id("r") permit (principal, action in [Action::"other.x", Action::"notes.read"],'
            " resource) when { context.args.name == 1 };",
            catalogue=CATALOGUE,
        )


def test_without_a_catalogue_roles_and_types_of_entities_are_checked_all_the_same(
    bundle: MakeBundle,
) -> None:
    assert bundle(rule('context.args.whatever == "x"')).rules
    assert bundle(rule('context.args.whatever == "x"'), catalogue=Catalogue(())).rules
    with pytest.raises(PolicyFileError, match="role analist"):
        bundle(rule('principal in Role::"analist"'))
    with pytest.raises(PolicyFileError, match="entity type Rol"):
        bundle(rule('principal in Rol::"analyst"'))


def test_every_fault_is_found_at_once(bundle: MakeBundle, tmp_path: Path) -> None:
    bundle("")
    (tmp_path / "notes" / "policy.cedar").write_text(
        '@id("a") permit (principal in Role::"x", action, resource);\n'
        "permit (principal, action, resource);\n"
        '@id("b") nonsense;\n'
        '@id("c") permit (principal, action == Action::"notes.reed", resource);\n'
    )
    faults = read_draft(read_files(tmp_path), CATALOGUE).faults
    assert sorted(fault.place for fault in faults) == [
        f"notes/policy.cedar:{line}" for line in (1, 2, 3, 4)
    ]


def test_rules_in_a_file_that_nobody_reads_are_an_error(bundle: MakeBundle, tmp_path: Path) -> None:
    bundle("")
    (tmp_path / "notes" / "policies.cedar").write_text(
        '@id("f") forbid (principal, action, resource);'
    )
    with pytest.raises(
        PolicyFileError, match=r"notes/policies.cedar: not read.*did you mean policy.cedar\?"
    ):
        bundle("")


def test_data_classes_are_known_values_unless_the_name_means_something_else_too() -> None:
    def offer(tool: str, kind: FactType) -> Action:
        return Action(f"notes.{tool}", ("Tool", f"notes.{tool}"), "notes", {}, {"classes": kind})

    classes, texts = offer("a", FactType.CLASSES), offer("b", FactType.SET)
    assert "personal" in Catalogue((classes,)).values()["classes"]
    assert Catalogue((classes, texts)).values() == {}
    given = {"classes": frozenset({"first", "second"})}
    assert Catalogue((classes, texts), given).values() == given
