"""The forms of SQL/XML, whose words leave a plain call behind them."""

from ostiary_sql.dialects.standard.stream import Stream
from ostiary_sql.reading.refusal import UnreadableError

_NAMING = frozenset({"XMLATTRIBUTES", "XMLFOREST"})
_KINDS = frozenset({"DOCUMENT", "CONTENT"})


def read_xml(stream: Stream, text: str, inside: list[int]) -> None:
    """Leave out what names and kinds `text` takes beside its arguments, which are `inside`.

    Raises:
        UnreadableError: It is written otherwise.
    """
    first = stream.texts[inside[0]] if inside else ""
    if text == "XMLELEMENT":
        if first != "NAME" or len(inside) < 2:
            raise UnreadableError("syntax", "xml")
        # The element's name is no argument; a comma follows it where arguments do.
        stream.skipped[inside[0]] = inside[0] + 2 + (len(inside) > 2)
    elif text in _NAMING:
        for at, place in enumerate(inside):
            if stream.texts[place] == "AS":
                if at + 1 == len(inside):
                    raise UnreadableError("syntax", "xml")
                stream.skipped[place] = place + 2
    elif text in ("XMLPARSE", "XMLSERIALIZE"):
        if first not in _KINDS:
            raise UnreadableError("syntax", "xml")
        stream.skipped[inside[0]] = inside[0] + 1
        ends = [at for at in inside if stream.texts[at] == "AS"]
        if text == "XMLSERIALIZE" and ends:
            stream.skipped[ends[-1]] = stream.closing[stream.at + 1]
