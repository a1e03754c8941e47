"""Names of accounts: words that nothing but the label in front of them makes personal."""

import re

_ACCOUNT = re.compile(
    r"(?P<link>[ ]?[:=][ ]?|[ ](?:is|ist|est|es|è|jest|to|lautet|named|called)[ ]|[ ])"
    r"[\"'`«]?(?P<value>\w[\w.@+-]{1,30}\w)(?![\w(\[<]|\.\w|::)"
)
_NO_ACCOUNT = re.compile(
    r"str(?:ing)?|text|varchar|int(?:eger)?|none|null|nil|undefined|true|false|required|optional"
    r"|invalid|unknown|empty|missing|valid|not|the|field|input|anonymous|root|admin(?:istrator)?"
    r"|guest|system|default|self|this|request|failed|success\w{0,5}|error|page|form|data|new|has|was"
    r"|\w{0,20}(?:user|name|login|usuario|utente|account)\w{0,12}",
    re.IGNORECASE,
)
_LIKE_AN_ACCOUNT = re.compile(r"[\d_.@]")
_LETTER = re.compile(r"[^\W\d_]")


def username(text: str, label: int, at: int) -> tuple[int, int] | None:  # noqa: ARG001
    """Return where the name stands that a link such as `is` or a colon joins to its label.

    Args:
        text: A folded text.
        label: Where the label begins.
        at: Where it ends.
    """
    match = _ACCOUNT.match(text, at)
    if not match:
        return None
    value = match["value"]
    if _NO_ACCOUNT.fullmatch(value) or not _LETTER.search(value):
        return None
    if text[match.start("value") - 1] not in "\"'`«":
        if match["link"] == " = ":
            return None  # a program assigns something
        # Without a colon it could be any word: it has to look like an account.
        if match["link"].strip() not in {":", "="} and not _LIKE_AN_ACCOUNT.search(value):
            return None
    return match.span("value")
