"""The keys `privacy` and `restore` of `bundle.yaml` as strict models. Format: `docs/privacy.md`."""

from typing import Annotated

from pydantic import BeforeValidator, Field, WithJsonSchema, model_validator

from ostiary.classes import KINDS
from ostiary.documents import Document, did_you_mean
from ostiary.treatment import (
    DISPLAY,
    DISPLAYED,
    Find,
    Form,
    Generalise,
    KindRule,
    Level,
    Privacy,
    RestoreRule,
    TextRule,
    Treat,
    UntilReady,
)

_MIN_RISK_CHARS = 20
"""Shorter than this nobody says what he accepts, and why."""

_SYNTHETIC = frozenset({"PERSON", "EMAIL", "PHONE", "ADDRESS", "ORG", "USERNAME"})


def _kind(value: object) -> object:
    if isinstance(value, str) and value not in KINDS:
        hint = did_you_mean(value, KINDS)
        raise ValueError(f"{value}: no such kind{hint or '; one of ' + ', '.join(sorted(KINDS))}")
    return value


_Kind = Annotated[
    str,
    BeforeValidator(_kind),
    WithJsonSchema({"type": "string", "enum": sorted(KINDS)}),
]


def _word(kind: type) -> BeforeValidator:
    """Return what reads a word of `kind`, which strict models would want as a member already."""

    def read(value: object) -> object:
        if not isinstance(value, str):
            return value
        known = [each.value for each in kind]  # pyright: ignore[reportGeneralTypeIssues, reportUnknownVariableType, reportUnknownMemberType] # an enum
        if value not in known:
            raise ValueError(f"{value}: one of {', '.join(known)}{did_you_mean(value, known)}")  # pyright: ignore[reportUnknownArgumentType]
        return kind(value)

    return BeforeValidator(read, json_schema_input_type=kind)


class KindFile(Document):
    """What becomes of the values of one kind."""

    treat: Annotated[Treat, _word(Treat)] = Field(
        default=Treat.PSEUDONYM, description="What a reader without clearance gets."
    )
    scope: Annotated[Level, _word(Level)] | None = Field(
        default=None, description="Within what a value keeps one pseudonym."
    )
    form: Annotated[Form, _word(Form)] = Field(
        default=Form.PLAIN, description="How a pseudonym is written: `email` as an address."
    )
    to: Annotated[Generalise, _word(Generalise)] | None = Field(
        default=None, description="What is left of a value that is generalised."
    )

    @model_validator(mode="after")
    def _says_what_it_does(self) -> "KindFile":
        if self.to is not None and self.treat is not Treat.GENERALISE:
            raise ValueError("`to` says something of `treat: generalise` alone")
        if self.form is not Form.PLAIN and self.treat is not Treat.PSEUDONYM:
            raise ValueError("`form` says something of `treat: pseudonym` alone")
        return self


class TextFile(Document):
    """What becomes of free text that may name people."""

    find: Annotated[Find, _word(Find)] = Field(description="What looks through it for people.")
    until_ready: Annotated[UntilReady, _word(UntilReady)] = Field(
        default=UntilReady.WAIT, description="What becomes of it while that is being loaded."
    )
    model: str = Field(
        default="",
        pattern=r"^$|^(spacy|transformers|gliner):[^,\s]+(,\s*(spacy|transformers|gliner):[^,\s]+)*$",
        description="The models, by commas: `spacy:NAME`, `transformers:FOLDER`, `gliner:FOLDER`.",
    )
    risk: str = Field(default="", description="Why it is accepted that no model reads it.")

    @model_validator(mode="after")
    def _accepts_in_words(self) -> "TextFile":
        if self.find is not Find.MODEL and len(self.risk.strip()) < _MIN_RISK_CHARS:
            raise ValueError(
                "without a model the names in it stay; say in `risk` why that is accepted"
            )
        return self

    def rule(self) -> TextRule:
        """Return the value."""
        return TextRule(self.find, self.until_ready, self.risk, self.model)


class PrivacyFile(Document):
    """What becomes of personal values that their reader may not see."""

    scope: Annotated[Level, _word(Level)] = Field(
        default=Level.CONVERSATION, description="Within what values keep one pseudonym."
    )
    kinds: dict[_Kind, KindFile] = Field(
        default={}, description="Kinds that are treated otherwise."
    )
    text: TextFile | None = Field(
        default=None, description="What becomes of free text; without it, it stays withheld."
    )
    prompt: bool = Field(
        default=False,
        description="Whether a host turns people in a user's question into pseudonyms, by `text`.",
    )
    retention_days: int | None = Field(
        default=None, gt=0, le=36_500, description="How long pseudonyms are kept [days]."
    )

    @model_validator(mode="after")
    def _can_be_done(self) -> "PrivacyFile":
        if self.prompt and self.text is None:
            raise ValueError("`prompt` needs `text`, which says what looks through the question")
        for kind, rule in self.kinds.items():
            if rule.treat is Treat.SYNTHETIC and kind not in _SYNTHETIC:
                raise ValueError(
                    f"{kind}: nothing synthetic is made of it; for {', '.join(sorted(_SYNTHETIC))}"
                )
            if rule.form is Form.EMAIL and kind != "EMAIL":
                raise ValueError(f"{kind}: only an EMAIL takes the form of an address")
        return self

    def privacy(self) -> Privacy:
        """Return the value."""
        kinds = {
            kind: KindRule(rule.treat, rule.scope or self.scope, rule.form, rule.to)
            for kind, rule in self.kinds.items()
        }
        text = self.text.rule() if self.text is not None else None
        default = KindRule(level=self.scope)
        return Privacy(kinds, default, text, self.retention_days, self.prompt)


class RestoreFile(Document):
    """Where pseudonyms of one kind turn back into values."""

    kind: _Kind = Field(description="Of the value.")
    tool: str = Field(
        pattern=r"^[a-z][a-z0-9-]*\.[A-Za-z_][\w-]*$",
        description="`server.tool`, or `host.answer`.",
    )
    argument: str = Field(
        pattern=r"^[\w*-]+(\.[\w*-]+)*$",
        description="The argument, or a path into it; everything below is meant too.",
    )
    roles: list[str] = Field(min_length=1, description="Whose calls.")

    @model_validator(mode="after")
    def _is_a_place(self) -> "RestoreFile":
        if self.tool == DISPLAY and self.argument != DISPLAYED:
            raise ValueError(f"{DISPLAY} has one argument: {DISPLAYED}")
        return self

    def rule(self) -> RestoreRule:
        """Return the value."""
        return RestoreRule(self.kind, self.tool, self.argument, frozenset(self.roles))
