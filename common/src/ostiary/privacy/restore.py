"""Turning pseudonyms back into values: where a rule lets it, and where what is there may hold them.

Stage 4 finds them and makes a `Restoration`; nothing is restored by that. A server's examination
asks it for values at the places for which it can vouch: operands that are compared with a column
of their kind, or values that are written where data of their class belongs.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from ostiary.classes import DataClass, Origin
from ostiary.errors import CrashedError, InvalidInputError, PolicyDeniedError
from ostiary.privacy.pseudonym import kind_of, mentions
from ostiary.treatment import RestoreRule

Path = Sequence[str | int]
"""Where in the arguments: names of members and positions of elements."""


@dataclass(frozen=True, slots=True)
class Known:
    """A pseudonym that was issued to this call's scopes.

    Args:
        token: Itself.
        data_class: The class of its value, which it keeps.
        open_all: Returns every spelling of the value, the first one first.
        brought: Whether the caller himself brought the value, and so knows it.
    """

    token: str
    data_class: DataClass
    open_all: Callable[[], tuple[str, ...]] = field(repr=False)
    brought: bool = False

    @property
    def kind(self) -> str:
        """What its value is."""
        return kind_of(self.token)


class Restoration:
    """The pseudonyms in the arguments of one call, and what may become of them.

    Args:
        known: Those that are in them, all of them issued to this call's scopes.
        rules: The bundle's, as far as they are about this tool and the caller's roles.
        check: Looks at what was restored as stage 3 looks at what was sent; raises `CallError`.
    """

    def __init__(
        self,
        known: Mapping[str, Known],
        rules: Iterable[RestoreRule],
        check: Callable[[str], None],
    ) -> None:
        self._known = known
        self._rules = tuple(rules)
        self._check = check
        self._placed: dict[str, tuple[str, ...]] = {}
        self._bound: set[str] = set()

    @property
    def tokens(self) -> frozenset[str]:
        """The pseudonyms in the arguments."""
        return frozenset(self._known)

    @property
    def placed(self) -> Mapping[str, tuple[str, ...]]:
        """What was restored so far: spellings by pseudonym. The guard's, for what leaves."""
        return self._placed

    @property
    def echoed(self) -> Mapping[str, tuple[str, ...]]:
        """What of it may come back in the result, and is looked for there."""
        return {token: each for token, each in self._placed.items() if token not in self._bound}

    def may(self, token: str, path: Path) -> bool:
        """Whether a rule lets this pseudonym turn back at this place of the arguments."""
        return token in self._known and any(
            rule.kind == kind_of(token) and _leads_to(rule.argument, path) for rule in self._rules
        )

    def compare(
        self, token: str, path: Path, column: Origin, *, is_bound: bool = False
    ) -> tuple[str, ...]:
        """Return the spellings of a pseudonym's value, to be compared with a column of its kind.

        They are the direct operand of an equality, of its negation or of IN, and reach the engine
        as bound parameters: nothing is concatenated with them, matched by them or sorted by them.

        Args:
            token: The pseudonym, as the arguments hold it now.
            path: Where it stands in them.
            column: The origin of what it is compared with.
            is_bound: Whether nothing can bring it back but data whose class is known. It is then
                not looked for in the result, where that could only be the caller's own text: which
                of his guesses became a pseudonym would tell him that it is right.

        Raises:
            InvalidInputError: The column is of another kind.
            PolicyDeniedError: No rule lets it turn back here; the column is of a lower class, and
                would show the value to who may see the column and not the value; or the caller
                brought the value himself, and would learn whether it is stored.
        """
        known = self._of(token)
        if not self.may(token, path):
            raise PolicyDeniedError(
                "Pseudonyms of this kind stay pseudonyms in this argument.",
                detail=f"no rule restores {known.kind} here",
            )
        if column.kind != known.kind:
            raise InvalidInputError(
                "Compare a pseudonym only with a column of its own kind.",
                detail=f"{known.kind} compared with {column.kind or 'no kind'}",
            )
        if known.data_class > column.data_class:
            raise PolicyDeniedError(
                "A pseudonym may only be compared with data of its class.",
                detail=f"{known.data_class.label} compared with {column.data_class.label}",
            )
        if known.brought:
            raise PolicyDeniedError(
                "What you brought yourself is not compared with stored data by its pseudonym.",
                detail="pseudonym of what was brought",
            )
        if is_bound and token not in self._placed:
            self._bound.add(token)
        elif not is_bound:
            self._bound.discard(token)
        return self._place(known)

    def write(self, argument: object, path: Path, target: Origin) -> Any:
        """Return an argument as it is to be written: each pseudonym restored that a rule lets.

        Others stay pseudonyms.

        Args:
            argument: The value at `path`: a text, or objects and arrays of texts.
            path: Where it stands in the arguments.
            target: The origin that it will have where it is written.

        Raises:
            PolicyDeniedError: What may be restored is of a higher class than its target.
        """
        if isinstance(argument, str):
            return self._written(argument, path, target)
        if isinstance(argument, Mapping):
            members = cast("Mapping[str, object]", argument)
            return {
                name: self.write(member, [*path, name], target) for name, member in members.items()
            }
        if isinstance(argument, list):
            elements = cast("list[object]", argument)
            return [
                self.write(element, [*path, position], target)
                for position, element in enumerate(elements)
            ]
        return argument

    def _written(self, text: str, path: Path, target: Origin) -> str:
        pieces: list[str] = []
        at = 0
        for mention in mentions(text):
            if not self.may(mention.token, path):
                continue
            known = self._of(mention.token)
            if known.data_class > target.data_class:
                raise PolicyDeniedError(
                    "A restored value may only be written where data of its class belongs.",
                    detail=f"{known.data_class.label} written to {target.data_class.label}",
                )
            self._bound.discard(mention.token)
            pieces += [text[at : mention.start], self._place(known)[0]]
            at = mention.end
        return "".join([*pieces, text[at:]])

    def _of(self, token: str) -> Known:
        if token not in self._known:
            raise CrashedError(detail="the server asks for a pseudonym that was not sent")
        return self._known[token]

    def _place(self, known: Known) -> tuple[str, ...]:
        spellings = self._placed.get(known.token)
        if spellings is None:
            spellings = known.open_all()
            for each in spellings:
                self._check(each)
            self._placed[known.token] = spellings
        return spellings

    def __repr__(self) -> str:
        return f"Restoration({sorted(self._known)})"


def _check_nothing(_text: str) -> None:
    """Where nothing is restored there is nothing to look at."""


NOTHING = Restoration({}, (), _check_nothing)
"""Of arguments without pseudonyms. It never changes, since it can place nothing."""


def rules_for(
    rules: Iterable[RestoreRule], tool: str, roles: frozenset[str]
) -> tuple[RestoreRule, ...]:
    """Return the rules about one tool that one of these roles has."""
    return tuple(each for each in rules if each.tool == tool and each.roles & roles)


def _leads_to(argument: str, path: Path) -> bool:
    """Whether a rule's argument is this place or holds it; `*` is any member or element."""
    parts = argument.split(".")
    return len(parts) <= len(path) and all(
        part in {"*", str(step)} for part, step in zip(parts, path, strict=False)
    )
