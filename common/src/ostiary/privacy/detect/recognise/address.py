"""Street addresses: a house number beside a word for a street, and the town behind it.

What names neither a street's kind nor a town behind it (`Am Markt 5`) is not found.
"""

import re
from collections.abc import Iterator

from ostiary.privacy.detect.finding import Finding

_HOUSE = re.compile(r"\d(?<![\w.,:+/-].)\d{0,4}(?![\d:])")
_AFTER_HOUSE = re.compile(r" ?[a-zA-Z](?!\w)|[a-zA-Z](?!\w)|[/-]\d{1,4}[a-zA-Z]?(?!\w)")

_WORD = r"[^\W\d_][\w'.-]{0,30}"
_SUFFIXES = (
    "straße", "strasse", "str.", "weg", "platz", "allee", "gasse", "damm", "ufer", "chaussee",
    "steig", "pfad", "promenade", "markt", "graben", "zeile", "siedlung", "straat", "laan", "plein",
    "gracht", "kade", "dijk", "steeg", "singel", "dreef", "ring",
)  # fmt: skip
"""How German and Dutch streets end, in lower case."""
_LAST_WORDS = re.compile(
    r"(?P<more>(?:[A-ZÀ-Ž][\w'.-]{0,30} ){0,2})(?P<last>[^\W_][\w'.-]{1,40})"
    r",? (?:n[.°º]? ?|nr\.? ?|núm\. ?)?\Z",
)
_ROMANCE = re.compile(
    r"(?<![^\W_])(?:via|viale|v\.le|piazza|piazzale|corso|largo|vicolo|strada|contrada|calle|c/"
    r"|avenida|avda\.?|plaza|paseo|carrer|carretera|camino|ronda|travesía|rambla|rua|ul\.|ulica"
    r"|ulicy|al\.|aleja|alei|pl\.|plac|os\.|osiedle|rue|avenue|boulevard|place|chemin|allée"
    r"|impasse|quai|route)(?:(?<=/)| )"
)
_NAME = re.compile(rf"(?:{_WORD} ){{0,4}}{_WORD},? (?:n[.°º]? ?|nr\.? ?|núm\. ?)?\Z")
_ENGLISH = (
    r"(?:Street|St|Avenue|Ave|Road|Rd|Lane|Ln|Drive|Dr|Boulevard|Blvd|Court|Ct|Place|Pl|Square|Sq"
    r"|Way|Terrace|Ter|Close|Crescent|Cres|Gardens|Grove|Hill|Mews|Parkway|Pkwy|Highway|Hwy|Row|Walk"
    r"|Circle|Cir|Trail|Plaza|Loop|Path|Pike|Alley|Bridge|Park|View|Green|Rise|Quay|Wharf|Causeway"
    r"|Turnpike|Expressway|Crossing|Point|Ridge|Heights|Meadows?|Manor|Estates?|Route|Streets)"
)
_STREET_BEHIND = re.compile(
    rf"(?: ?(?:bis|ter|[a-zA-Z]))?,? (?:"
    rf"(?:(?:[A-Z][\w'.-]{{0,30}}|\d{{1,3}}(?:st|nd|rd|th)) ){{1,4}}{_ENGLISH}\b\.?"
    rf"(?: (?:N|S|E|W|NE|NW|SE|SW|North|South|East|West)\b\.?)?"
    r"|(?:rue|avenue|av\.|boulevard|bd|place|chemin|all[ée]e|impasse|quai|route|cours|square|passage"
    rf"|sentier|faubourg|villa)\b(?: (?:de |du |des |la |le |les |aux? |d'|l')?{_WORD}){{1,5}}"
    r")"
)
_UNIT = (
    r"(?:,?\s{1,3}(?:apt|apartment|suite|ste|unit|flat|floor|room|wohnung|whg|top|stiege|bus|int|scala"
    r"|piso|puerta|lok|m|appartement|bât|bte)\.?[ ]?#?\w{1,6}){0,2}"
)
_TOWN = r"[^\W\d_][\w'.-]{1,30}(?:[ -][A-ZÀ-Ž(][\w'.()-]{1,30}){0,3}"
_POSTCODE = r"(?:[A-Z]{1,2}-)?(?:\d\d-\d{3}|\d{4} ?[A-Z]{2}\b|\d{4,5})"
_STATE = r"(?-i:[A-Z]{2} \d{5}(?:-\d{4})?|[A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2}\b)"
_TAIL = re.compile(
    rf"{_UNIT}(?:,?\s{{1,4}}{_POSTCODE}\s{{1,2}}(?-i:{_TOWN})"
    rf"|,?\s{{1,4}}(?-i:{_TOWN}),?\s{{1,3}}{_STATE})?",
    re.IGNORECASE,
)
_LOOK_BACK = 70
_BEHIND_A_HOUSE = frozenset(" ,abcABC")
_IN_FRONT_OF_A_HOUSE = frozenset(" °º")


def addresses(text: str) -> Iterator[Finding]:
    """Yield street addresses, with the unit, the postcode and the town where those follow."""
    at = 0
    while house := _HOUSE.search(text, at):
        at = house.end()
        span = _street(text, house, max(0, house.start() - _LOOK_BACK))
        if span:
            start, end = span
            tail = _TAIL.match(text, end)
            at = max(at, tail.end() if tail else end)
            yield Finding(start, at, "ADDRESS", 0.6, "street")


def _street(text: str, house: re.Match[str], floor: int) -> tuple[int, int] | None:
    place, end = house.span()
    if text[end : end + 1] in _BEHIND_A_HOUSE:
        street = _STREET_BEHIND.match(text, end)
        if street:
            return place, street.end()
    if text[place - 1 : place] in _IN_FRONT_OF_A_HOUSE:
        start = _street_in_front(text[floor:place])
        if start is not None:
            rest = _AFTER_HOUSE.match(text, end)
            return floor + start, rest.end() if rest else end
    return None


def _street_in_front(words: str) -> int | None:
    """Return where the street begins whose name ends with `words`."""
    last = words.rstrip(" ,").rpartition(" ")[2]
    if last.lower().endswith(_SUFFIXES):
        name = _LAST_WORDS.search(words)
        if name:
            return name.start()
    if not last[:1].isupper():
        return None
    for kind in _ROMANCE.finditer(words.lower()):
        if _NAME.match(words, kind.end()):
            return kind.start()
    return None


RECOGNISERS = (addresses,)
