"""Lists of VALUES, whose columns MariaDB names after the text of their first row."""

from sqlglot.tokenizer_core import TokenType

from ostiary_sql.dialects.mariadb.labels import label_of
from ostiary_sql.dialects.standard.stream import NAME_MARK, Stream


def begin_values(stream: Stream) -> bool:
    """Write `VALUES (...), (...)` as `SELECT * FROM (VALUES (...), (...))`, which it is."""
    if stream.is_operand or not stream.is_next("("):
        return False
    first = stream.at + 1
    end = stream.closing[first]
    while stream.texts[end + 1 : end + 3] == [",", "("]:
        end = stream.closing[end + 2]
    for kind, text in (
        (TokenType.SELECT, "SELECT"),
        (TokenType.STAR, "*"),
        (TokenType.FROM, "FROM"),
        (TokenType.L_PAREN, "("),
    ):
        stream.put(kind, text, operand=text == "*")
    stream.lists[end] = _labels(stream, first)
    stream.keyword("VALUES")
    return True


def end_values(stream: Stream) -> None:
    """Close the parenthesis around a list of VALUES, and name its columns."""
    stream.put(TokenType.R_PAREN, ")", operand=True)
    stream.put(TokenType.IDENTIFIER, NAME_MARK + "*VALUES*", operand=True)
    stream.put(TokenType.L_PAREN, "(", operand=False)
    for at, name in enumerate(stream.lists[stream.at]):
        if at:
            stream.put(TokenType.COMMA, ",", operand=False)
        stream.put(TokenType.IDENTIFIER, NAME_MARK + name, operand=True)
    stream.put(TokenType.R_PAREN, ")", operand=True)


def _labels(stream: Stream, opening: int) -> list[str]:
    labels: list[str] = []
    start = opening + 1
    closes = stream.closing[opening]
    commas = [at for at in stream.inside(opening) if stream.texts[at] == ","]
    for end in (*commas, closes):
        if end == start:
            continue
        words = stream.words[start:end]
        label = label_of(stream, start, end, stream.statement)
        labels.append(words[-1].text if label is None else label)
        start = end + 1
    return labels
