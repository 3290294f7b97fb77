"""The mould of every entry of a policy: frozen, no unknown key, aware of its lines."""

from __future__ import annotations

import datetime as dt
import difflib
from typing import TYPE_CHECKING, Annotated, Any, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    PrivateAttr,
    Strict,
    StringConstraints,
    model_validator,
)
from pydantic_core import PydanticCustomError

from privlab.errors import did_you_mean, listed
from privlab.policy.file._located import Keyed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

__all__ = ["Count", "Day", "Days", "Entry", "Flag", "Real", "Text", "said", "word_of"]

CENTURIES = 73_050  # two hundred years of days
SHORT = 3
"""Letters of a text that is taken for a code, not for a name."""
MOST_TOLD = 12


def said(sentence: str) -> PydanticCustomError:
    """Return a refusal whose sentence is shown as it is."""
    return PydanticCustomError("said", "{sentence}", {"sentence": sentence})


def word_of(
    words: Iterable[str], *, called: Callable[[str], Iterable[str]] = lambda _: ()
) -> AfterValidator:
    """Return the check that a text is one of the words, with the nearest when it is not.

    `called` gives what else people call a word: its label, the name of a country. What is
    written so is answered with the word, and a few words are listed with what they mean.
    """
    words = tuple(words)

    def check(written: str) -> str:
        if written in words:
            return written
        message = f"'{listed([written])}' is not known. {_nearest(written, words, called)}"
        raise said(message)

    check.words = words  # type: ignore[attr-defined]
    return AfterValidator(check)


def _nearest(written: str, words: tuple[str, ...], called: Callable[[str], Iterable[str]]) -> str:
    labels = {word: tuple(called(word)) for word in words}
    names = {name.casefold(): word for word in reversed(words) for name in labels[word]}
    if not names:
        return did_you_mean(written, words)
    asked = written.casefold()
    spelt = names | {word.casefold(): word for word in reversed(words)}
    wide, close = (spelt, 0.75) if len(asked) > SHORT else (words, 0.6)
    near = difflib.get_close_matches(asked, wide, n=1, cutoff=close)
    if not near and len(asked) > SHORT:
        holding = [name for name in names if asked in name]
        near = sorted(holding, key=lambda name: (not name.startswith(asked), len(name)))
        near = near or difflib.get_close_matches(asked, spelt, n=1, cutoff=0.6)
    meant = spelt.get(asked) or (spelt[near[0].casefold()] if near else None)
    hint = f"Did you mean '{meant}' ({labels[meant][0]})? " if meant else ""
    told = [f"{word} ({labels[word][0]})" for word in words] if len(words) <= MOST_TOLD else words
    return f"{hint}Allowed: {listed(told)}"


def _day(written: object) -> object:
    if isinstance(written, str):
        try:
            return dt.datetime.strptime(written, "%Y-%m-%d").replace(tzinfo=dt.UTC).date()
        except ValueError:
            written = None
    if isinstance(written, dt.datetime) or not isinstance(written, dt.date):
        message = "expected a day, written as 2026-01-31."
        raise said(message)
    return written


Text = Annotated[str, Strict(), StringConstraints(pattern=r"\S")]
Flag = Annotated[bool, Strict()]
Count = Annotated[int, Strict(), Field(ge=1)]
Days = Annotated[int, Strict(), Field(ge=0, le=CENTURIES)]
Real = Annotated[float, Strict(), Field(allow_inf_nan=False)]
Day = Annotated[dt.date, BeforeValidator(_day)]


class Entry(BaseModel):
    """Something that the company promised, and the line where it stands.

    Two entries are equal when they promise the same, wherever they stand.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", populate_by_name=True, hide_input_in_errors=True
    )

    _line: int = PrivateAttr(default=1)
    _lines: dict[str, int] = PrivateAttr(default_factory=dict)
    _key: str = PrivateAttr(default="")

    @model_validator(mode="wrap")
    @classmethod
    def _remember_lines(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        made = handler(data)
        if isinstance(data, Keyed):
            made._line, made._lines = data.line, dict(data.lines)
        return made

    @property
    def line(self) -> int:
        """Line of the file where the entry starts."""
        return self._line

    @property
    def key(self) -> str:
        """The key under which the entry stands, empty for one of a list."""
        return self._key

    def line_of(self, key: str) -> int:
        """Return the line where a key of the entry stands, that of the entry when it does not."""
        return self._lines.get(key, self._line)

    @classmethod
    def words(cls) -> tuple[str, ...]:
        """Return the keys that the entry may have, as they are written."""
        return tuple(field.alias or name for name, field in cls.model_fields.items())

    def says(self, key: str) -> bool:
        """Return whether the file gives the key, rather than a default."""
        return key in self.model_fields_set

    def over(self, base: Self) -> Self:
        """Return what the entry says where it says something, what `base` says elsewhere."""
        given = {name: getattr(self, name) for name in self.model_fields_set}
        made = base.model_copy(update=given)
        made._line, made._lines = self._line, base._lines | self._lines
        return made

    def __eq__(self, other: object) -> bool:
        if type(self) is not type(other):
            return NotImplemented
        return self.__dict__ == other.__dict__

    __hash__ = None  # type: ignore[assignment]
