"""Street addresses: a house number beside a word for a street, and the town behind it.

What names neither a street's kind nor a town behind it (`Am Markt 5`) is not found.
"""

import re
from collections.abc import Iterator

from ostiary.privacy.detect.finding import Finding

_HOUSE = re.compile(r"\d(?<!\w.)(?<!\d[.,+/-].)(?<!:.)\d{0,4}(?![\d:])")
_AFTER_HOUSE = re.compile(r" ?[a-zA-Z](?!\w)|[a-zA-Z](?!\w)|[/-]\d{1,4}[a-zA-Z]?(?!\w)")

_WORD = r"[^\W\d_][\w'.-]{0,30}"
_CAPITAL = r"(?=[^\W\d_a-zß-ÿ])"
_PARTICLE = r"(?:de|del|della|delle|dei|degli|dell'|di|da|do|dos|la|las|los|le|les|du|des|d'|l') ?"
_SUFFIXES = (
    "straße", "strasse", "str.", "weg", "platz", "allee", "gasse", "damm", "ufer", "chaussee",
    "steig", "pfad", "promenade", "markt", "graben", "zeile", "siedlung", "straat", "laan", "plein",
    "gracht", "kade", "dijk", "steeg", "singel", "dreef", "ring", "hof", "boulevard", "pad", "baan",
)  # fmt: skip
"""How German and Dutch streets end, in lower case."""
_NUMBER_WORD = re.compile(r",? (?:n[.°º]? ?|nr\.? ?|núm\. ?)?\Z", re.IGNORECASE)
_CAPITAL_FIRST = re.compile(r"[^\W\d_a-zß-ÿ]")
_CAPITALISED_WORD = re.compile(r"[^\W\d_a-zß-ÿ][^\W\d_]{0,30}(?:-[^\W\d_]{1,30}){0,2}")
_ROMANCE = re.compile(
    r"(?<![^\W_])(?:via|viale|v\.le|piazza|piazzale|corso|largo|vicolo|strada|contrada|canale|borgo|calle|c/"
    r"|avenida|avda\.?|plaza|paseo|carrer|carretera|camino|ronda|travesía|rambla|glorieta|pasaje|acceso|cuesta|alameda|rua|ul\.|ulica"
    r"|ulicy|al\.|aleja|alei|pl\.|plac|os\.|osiedle|rue|avenue|boulevard|place|chemin|allée"
    r"|impasse|quai|route)(?:(?<=/)| )"
)
_NAME = re.compile(
    rf"(?:{_PARTICLE}){{0,2}}{_CAPITAL}(?:{_WORD} ){{0,4}}{_WORD}"
    r",? (?:n[.°º]? ?|nr\.? ?|núm\. ?)?\Z"
)
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
    r"(?: ?,?\s{1,3}(?:apt|apartment|suite|ste|unit|flat|floor|room|studio|wohnung|whg|top|stiege"
    r"|bus|int|scala|piano|piso|puerta|esc|lok|m|appartement|appartamento|appt|étage|bât|bte)"
    r"\.?[ ]?#?\w{1,6}){0,2}"
)
_JOIN = r"(?: ?,)?\s{1,4}"
_TOWN_LINKS = (
    r"(?:am|an|auf|bei|ob|im|in|der|den|dem|de|del|della|di|da|do|la|le|les|lès|sur|sous|en|aan|op"
    r"|nad|upon|[dl]')"
)
_CAPITALISED = r"[^\W\d_a-zß-ÿ][\w'.-]{1,30}"
_TOWN = (
    rf"(?-i:{_CAPITALISED}(?:[ -](?:{_TOWN_LINKS}[ -]){{0,2}}{_CAPITALISED}){{0,4}}"
    r"(?: \([A-Z]{2}\))?)"
)
_POSTCODE = r"(?:[A-Z]{1,2}-)?(?:\d\d-\d{3}|\d{4} ?(?-i:[A-Z]{2})\b|\d{4,5})"
_BRITISH = r"[A-Z]{1,2}\d[\dA-Z]? ?\d[A-Z]{2}\b"
_STATE = rf"(?-i:[A-Z]{{2}} \d{{5}}(?:-\d{{4}})?|{_BRITISH})"
_TAIL = re.compile(
    rf"{_UNIT}(?:{_JOIN}{_POSTCODE},?\s{{1,2}}{_TOWN}"
    rf"|{_JOIN}{_TOWN},?\s{{1,3}}{_STATE}"
    rf"|{_JOIN}{_TOWN}, {_POSTCODE}(?!\w))?",
    re.IGNORECASE,
)
_BEFORE_POSTCODE = re.compile(
    rf" (?:[A-Z][\w'.-]{{0,30}} ){{0,3}}[A-Z][\w'.-]{{0,30}}"
    rf"(?:, (?:[A-Z][\w'.-]{{0,30}} ){{0,2}}[A-Z][\w'.-]{{0,30}}){{1,2}},?\s{{1,3}}{_STATE}"
)
"""A name of any kind, and a town with the postcode of a country whose postcodes are no numbers."""
_POSTCODE_ALONE = re.compile(rf"\d{{5}} {_TOWN}")
"""Where the street has no number: its town is what follows."""
_LOOK_BACK = 70
_WORD_BEHIND = re.compile(r" ?[^\W\d_]|, ?[^\W\d_]")
_WORD_IN_FRONT = re.compile(r"[^\W\d_.,°º][ .°º]|[.,°º] |[^\W\d_]\.")
"""What a house number needs beside it before anything more is tried."""


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
    if _WORD_BEHIND.match(text, end):
        street = _STREET_BEHIND.match(text, end)
        street = street or _BEFORE_POSTCODE.match(text, end)
        if street:
            return place, street.end()
    if _WORD_IN_FRONT.match(text, max(0, place - 2)):
        start = _street_in_front(text[floor:place])
        if start is not None:
            rest = _POSTCODE_ALONE.match(text, place) or _AFTER_HOUSE.match(text, end)
            return floor + start, rest.end() if rest else end
    return None


def _street_in_front(words: str) -> int | None:
    """Return where the street begins whose name ends with `words`."""
    gap = _NUMBER_WORD.search(words)
    end = gap.start() if gap else len(words)
    start = _word_start(words, end)
    if not _CAPITAL_FIRST.match(words, start):
        return None
    if words[start:end].lower().endswith(_SUFFIXES):
        for _ in range(2):  # Lange Straße, Van Gogh straat
            before = _word_start(words, start - 1)
            if not _CAPITALISED_WORD.fullmatch(words, before, max(start - 1, before)):
                break
            start = before
        return start
    for kind in _ROMANCE.finditer(words.lower()):
        if _NAME.match(words, kind.end()):
            return kind.start()
    return None


def _word_start(words: str, end: int) -> int:
    end = max(end, 0)
    return max(words.rfind(" ", 0, end), words.rfind("\n", 0, end)) + 1


RECOGNISERS = (addresses,)
