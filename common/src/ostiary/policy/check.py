"""A rule held against what there is: an error for each thing it names that does not exist.

cedarpy says what is wrong with a statement, not where, and its validator does not know our roles,
tables or fields. So names are looked up here, each fault with file, line and the nearest known
name; Cedar's validator then judges the types.
"""

import re
from collections.abc import Iterator

from cedarpy import policies_from_json_str

from ostiary.documents import PolicyFileError
from ostiary.policy.bundle import Rule
from ostiary.policy.cedar import type_errors
from ostiary.policy.expression import attributes, entity_literals, entity_types, fact_literals
from ostiary.policy.ruleset import actions_of, statements_json
from ostiary.policy.vocabulary import Vocabulary, unknown

_MAY_BE_ABSENT = re.compile(r"unable to guarantee safety of access to optional attribute `(.+?)`")
_NO_ACTION = "unable to find an applicable action given the policy scope constraints"


def check_rule(rule: Rule, words: Vocabulary) -> Iterator[PolicyFileError]:
    """Yield what is wrong with `rule`, the most telling first."""
    found = False
    for word, fault in _unknown_names(rule, words):
        if fault:
            found = True
            yield _error(rule, word, fault)
    if not found:
        # A name that is not there makes types wrong that were meant well: those are not told.
        yield from (_error(rule, "", fault) for fault in _type_faults(rule, words))


def _unknown_names(rule: Rule, words: Vocabulary) -> Iterator[tuple[str, str]]:
    """Yield each name that the rule uses and what is wrong with it, if anything."""
    for kind, name in entity_literals(rule.body):
        yield name, words.fault_of_entity(kind, name)
    for kind in entity_types(rule.body):
        yield kind, words.fault_of_type(kind)
    scope = actions_of(rule)
    contexts = [
        context for name, context in words.contexts.items() if scope is None or name in scope
    ]
    for name, known in attributes(rule.body, contexts):
        yield name, unknown("attribute", name, known, "the actions of this rule have none")
    if contexts:
        for fact, text in fact_literals(rule.body):
            known_values = words.values.get(fact)
            if known_values is not None:
                yield text, unknown("value", text, known_values, f"not one of the {fact} there are")


def _type_faults(rule: Rule, words: Vocabulary) -> Iterator[str]:
    """Yield what Cedar's validator finds, for the actions whose types are known."""
    text = _catalogued_part(rule, words)
    if text is None or words.schema is None:
        return
    messages = [_plain(error) for error in type_errors(text, words.schema)]
    for message in dict.fromkeys(messages):
        if message != _NO_ACTION or len(messages) == 1:
            yield _told(message)


def _catalogued_part(rule: Rule, words: Vocabulary) -> str | None:
    """Return the statement without the actions that are not catalogued; None if none is left."""
    scope = actions_of(rule)
    if scope is None or scope <= words.contexts.keys():
        return rule.text
    kept = sorted(scope & words.contexts.keys())
    if not kept:
        return None
    entities = [{"type": "Action", "id": name} for name in kept]
    body = {**rule.body, "action": {"op": "in", "entities": entities}}
    return policies_from_json_str(statements_json({"rule": body}))


def _plain(message: str) -> str:
    return re.sub(r"^for policy `.*?`, ", "", message)


def _told(message: str) -> str:
    absent = _MAY_BE_ABSENT.match(message)
    if absent:
        path, _, name = f"context.{absent[1]}".rpartition(".")
        return f"{path}.{name} may be absent: ask `{path} has {name} &&` before"
    if message == _NO_ACTION:
        return "no request can match it: no action named acts for this principal on this resource"
    return message


def _error(rule: Rule, word: str, reason: str) -> PolicyFileError:
    """Return the error, on the line of `word` where the statement has it."""
    place = re.search(rf'"{re.escape(word)}"|(?<!\w){re.escape(word)}(?!\w)', rule.text)
    offset = rule.text.count("\n", 0, place.start()) if word and place else 0
    name = rule.name.rpartition(":")[0]
    return PolicyFileError(f"{name}:{rule.line + offset}", reason)
