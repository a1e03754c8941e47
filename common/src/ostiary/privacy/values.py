"""Values that are treated: what is put in their place now, and what waits for a pseudonym."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial as partial_of
from itertools import islice, repeat
from typing import Any, cast

from ostiary.classes import TEXT, DataClass, Origin
from ostiary.privacy.detect.finding import Detector, Finding
from ostiary.privacy.freetext import Piece, treat_text
from ostiary.privacy.normalise import normalise
from ostiary.privacy.pseudonym import as_email, is_whole
from ostiary.privacy.reduce import generalised, hashed, partial, synthetic
from ostiary.privacy.treatment import TREATED, Treatment
from ostiary.privacy.vault.asked import Asked
from ostiary.privacy.withheld import WITHHELD
from ostiary.treatment import Form, KindRule, Privacy, Treat

_MAX_VALUE_CHARS = 4096
"""What is longer is no value of a kind, whatever its column says."""

_ASKED: Callable[[tuple[str, str, Any, DataClass]], Asked] = partial_of(
    tuple.__new__,  # pyright: ignore[reportUnknownMemberType] # typeshed says not of what
    Asked,
)
"""As `Asked._make`, at a third of its cost: a table asks for thousands."""

Learn = Callable[[Iterable[tuple[str, str]]], None]
"""Takes kinds and values that are to be found in texts from now on."""

_MIN_NUMBER = 10**6
"""Numbers in free text that are smaller identify nobody."""


class Values:
    """The treated values of one result.

    Args:
        treatment: How they are treated.
        withheld: Counts those that are withheld after all, by class.
        treated: Counts the others, by kind.
    """

    def __init__(
        self, treatment: Treatment, withheld: dict[str, int], treated: dict[str, int]
    ) -> None:
        self.asked: list[Asked] = []
        self.links: list[tuple[int, int]] = []
        self.highest = DataClass.PUBLIC
        self._treatment = treatment
        self._privacy = treatment.privacy or Privacy()
        self._detector: Detector | None = None
        self._withheld = withheld
        self._treated = treated
        self._slots: list[tuple[Any, Any, int, Form]] = []
        self._columns: list[tuple[list[list[Any]], int, range, Form]] = []
        self._later: list[Callable[[], None]] = []
        self._patched: list[tuple[Any, Any, list[Piece]]] = []
        self._renamed: list[tuple[dict[str, Any], list[list[Piece]]]] = []
        self._scopes: dict[tuple[str, bool], tuple[str, KindRule]] = {}

    def treat(self, value: Any, origin: Origin, into: Any, key: Any) -> int | None:
        """Put at `key` of `into` what stands for `value`.

        Returns:
            The position in `asked` where it waits for a pseudonym; None where it does not.
        """
        if value is None or value == "":
            # That there is none is what a count or a group would tell as well.
            into[key] = value
            self.highest = max(self.highest, TREATED)
            return None
        if origin.kind == TEXT:
            self._text(value, origin, into, key)
            return None
        if isinstance(value, list):
            elements = cast("list[Any]", value)
            kept: list[Any] = [None] * len(elements)
            for position, element in enumerate(elements):
                self.treat(element, origin, kept, position)
            into[key] = kept
            return None
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            self._withhold(origin, into, key)
            return None
        return self._leaf(value, origin, into, key)

    def treat_column(
        self, rows: list[list[Any]], position: int, origin: Origin
    ) -> Sequence[int | None]:
        """Put what stands for them in the cells of one column; return what `treat` does of each.

        A `range` says that all of them wait for a pseudonym.
        """
        scope, rule = self._scope(origin.kind, origin)
        texts = [row[position] for row in rows]
        if origin.kind == TEXT or rule.treat is not Treat.PSEUDONYM or not _are_plain(texts):
            return [self.treat(row[position], origin, row, position) for row in rows]
        first = len(self.asked)
        told = zip(
            repeat(scope), repeat(origin.kind), texts, repeat(origin.data_class), strict=False
        )
        self.asked += map(_ASKED, told)
        waiting = range(first, len(self.asked))
        self._columns.append((rows, position, waiting, rule.form))
        if waiting:
            self._count(origin.kind, len(waiting))
        return waiting

    def link_columns(self, named: Iterable[tuple[range, str, int]]) -> None:
        """Do what `link` does for every row of columns whose cells all wait for a pseudonym."""
        by_subject: dict[str, list[tuple[int, range]]] = {}
        for waiting, subject, rank in named:
            if subject:
                by_subject.setdefault(subject, []).append((rank, waiting))
        for ranked in by_subject.values():
            best, *others = sorted(ranked, key=lambda each: each[0])
            if len({rank for rank, _ in ranked}) == len(ranked):
                for _, waiting in others:
                    self.links += zip(best[1], waiting, strict=True)

    def link(self, named: Iterable[tuple[int, str, int]]) -> None:
        """Link the values of one row that are about one person.

        Args:
            named: Position in `asked`, subject and rank of each. Where two of one subject have the
                same rank there are two people in the row, and nobody can tell whose the rest is.
        """
        by_subject: dict[str, list[tuple[int, int]]] = {}
        for position, subject, rank in named:
            if subject:
                by_subject.setdefault(subject, []).append((rank, position))
        for ranked in by_subject.values():
            if len(ranked) == 1:
                continue
            ranked.sort()
            if len({rank for rank, _ in ranked}) == len(ranked):
                self.links += [(ranked[0][1], position) for _, position in ranked[1:]]

    @property
    def has_text(self) -> bool:
        """Whether there is free text to be read."""
        return bool(self._later)

    def read_texts(self, detector: Detector | None, learn: Learn) -> None:
        """Look through all free text, now that every column was seen; without `detector` withhold.

        Args:
            detector: What finds personal values.
            learn: Told kind and text of what was in columns, before the first text is read.
        """
        self._detector = detector
        if detector is not None:
            learn([(each.kind, each.text) for each in self.asked])
        for read in self._later:
            read()

    def place(self, tokens: Sequence[str]) -> None:
        """Put the pseudonyms where they are waited for."""
        for into, key, position, form in self._slots:
            token = tokens[position]
            into[key] = as_email(token) if form is Form.EMAIL else token
        for rows, cell, waiting, form in self._columns:
            issued: Iterable[str] = islice(tokens, waiting.start, waiting.stop)
            if form is Form.EMAIL:
                issued = map(as_email, issued)
            for row, token in zip(rows, issued, strict=True):
                row[cell] = token
        for into, key, pieces in self._patched:
            into[key] = _joined(pieces, tokens)
        for members, names in self._renamed:
            held = list(members.values())
            members.clear()
            for pieces, member in zip(names, held, strict=True):
                name = _joined(pieces, tokens)
                while name in members:  # spellings of one value: both members stay
                    name += "'"
                members[name] = member

    def _leaf(self, value: str | float, origin: Origin, into: Any, key: Any) -> int | None:
        text = value if isinstance(value, str) else str(value)
        scope, rule = self._scope(origin.kind, origin)
        if rule.treat is Treat.PSEUDONYM and not is_whole(text):
            if len(text) > _MAX_VALUE_CHARS:
                self._withhold(origin, into, key)
                return None
            self._count(origin.kind)
            position = len(self.asked)
            self.asked.append(Asked(scope, origin.kind, text, origin.data_class))
            self._slots.append((into, key, position, rule.form))
            return position
        reduced = text if is_whole(text) else self._reduced(value, text, origin.kind, scope, rule)
        if reduced is None:
            self._withhold(origin, into, key)
        else:
            self._count(origin.kind)
            into[key] = value if rule.treat is Treat.CLEAR else reduced
        return None

    def _reduced(
        self, value: str | float, text: str, kind: str, scope: str, rule: KindRule
    ) -> str | None:
        """Return what stands for a value that gets no pseudonym; None withholds it."""
        match rule.treat:
            case Treat.CLEAR:
                return text
            case Treat.GENERALISE:
                return generalised(kind, value, rule.generalise, self._treatment.today)
            case Treat.PARTIAL:
                return partial(kind, text)
            case Treat.HASH | Treat.SYNTHETIC if self._treatment.digest is not None:
                digest = self._treatment.digest(scope, kind, normalise(kind, text))
                is_hash = rule.treat is Treat.HASH
                return hashed(kind, digest) if is_hash else synthetic(kind, digest)
            case _:
                return None

    def _text(self, value: Any, origin: Origin, into: Any, key: Any) -> None:
        into[key] = value
        if isinstance(value, Mapping):
            members = dict(cast("Mapping[str, Any]", value))
            into[key] = members
            for name, member in members.items():
                self._text(member, origin, members, name)
            # Behind its members, which are found by the names that they have now.
            self._later.append(partial_of(self._read_names, members, origin, into, key))
        elif isinstance(value, list):
            into[key] = elements = list(cast("list[Any]", value))
            for position, element in enumerate(elements):
                self._text(element, origin, elements, position)
        elif isinstance(value, str) or _may_identify(value):
            self._later.append(partial_of(self._read, str(value), origin, into, key))

    def _read(self, text: str, origin: Origin, into: Any, key: Any) -> None:
        pieces = self._pieces(text, origin)
        if pieces is None:
            self._withhold(origin, into, key)
            return
        self.highest = max(self.highest, TREATED)
        if pieces != [text]:  # else a number stays one
            self._patched.append((into, key, pieces))

    def _read_names(self, members: dict[str, Any], origin: Origin, into: Any, key: Any) -> None:
        names = [self._pieces(name, origin) for name in members]
        if None in names:
            self._withhold(origin, into, key)
        elif any(each != [name] for each, name in zip(names, members, strict=True)):
            self._renamed.append((members, cast("list[list[Piece]]", names)))

    def _pieces(self, text: str, origin: Origin) -> list[Piece] | None:
        detector = self._detector
        if detector is None:
            return None

        def treated(finding: Finding, found: str) -> Piece | None:
            return self._found(finding, found, origin)

        return treat_text(text, detector, treated)

    def _found(self, finding: Finding, found: str, origin: Origin) -> Piece | None:
        scope, rule = self._scope(finding.kind, origin)
        if rule.treat is Treat.CLEAR or is_whole(found):
            return None
        self._count(finding.kind)
        if rule.treat is Treat.PSEUDONYM:
            known = finding.known or found
            self.asked.append(Asked(scope, finding.kind, known, origin.data_class))
            return len(self.asked) - 1
        reduced = self._reduced(found, found, finding.kind, scope, rule)
        return WITHHELD if reduced is None else reduced

    def _scope(self, kind: str, origin: Origin) -> tuple[str, KindRule]:
        known = self._scopes.get((kind, origin.brought))
        if known is None:
            rule = self._privacy.rule(kind)
            scope = self._treatment.scopes.key(rule.level, brought=origin.brought)
            known = self._scopes[kind, origin.brought] = scope, rule
        return known

    def _count(self, kind: str, number: int = 1) -> None:
        self._treated[kind] = self._treated.get(kind, 0) + number
        self.highest = max(self.highest, TREATED)

    def _withhold(self, origin: Origin, into: Any, key: Any) -> None:
        into[key] = WITHHELD
        label = origin.data_class.label
        self._withheld[label] = self._withheld.get(label, 0) + 1


def _are_plain(values: Iterable[Any]) -> bool:
    """Whether all are texts that may be values, and none is a pseudonym already."""
    return all(
        type(each) is str
        and 0 < len(each) <= _MAX_VALUE_CHARS
        and ("-" not in each or not is_whole(each))
        for each in values
    )


def _may_identify(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) >= _MIN_NUMBER


def _joined(pieces: list[Piece], tokens: Sequence[str]) -> str:
    return "".join(tokens[piece] if isinstance(piece, int) else piece for piece in pieces)
