"""The columns that a release does not hold, and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from privlab.language import Message

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd

__all__ = ["LeftBehind"]


@dataclass(frozen=True, repr=False)
class LeftBehind(Mapping[str, Message]):
    """Column -> why it stayed behind.

    Attributes
    ----------
    reasons : mapping of column to Message
        In the order of the table.
    ordinary : tuple of str
        Those that would leave, had they been declared: `privlab.dataset(..., ordinary=[...])`.
    """

    reasons: Mapping[str, Message]
    ordinary: tuple[str, ...] = ()

    def __getitem__(self, column: str) -> Message:
        return self.reasons[column]

    def __iter__(self) -> Iterator[str]:
        return iter(self.reasons)

    def __len__(self) -> int:
        return len(self.reasons)

    def to_frame(self, language: str | None = None) -> pd.DataFrame:
        """Return a row a column: whether `ordinary=` would let it pass, and the reason."""
        import pandas as pd

        rows = [
            {"column": column, "ordinary": column in self.ordinary, "reason": why.text(language)}
            for column, why in self.reasons.items()
        ]
        return pd.DataFrame(rows, columns=["column", "ordinary", "reason"]).set_index("column")

    def messages(self) -> tuple[Message, ...]:
        """Return the sentences that name every column, those of one reason together."""
        if not self.reasons:
            return ()
        said = [Message("Left behind: {columns}.", {"columns": ", ".join(self.reasons)})]
        if self.ordinary:
            named = ", ".join(map(repr, self.ordinary))
            said.append(
                Message("No role was declared; ordinary=[{names}] passes.", {"names": named})
            )
        together: dict[str, tuple[Message, list[str]]] = {}
        for column, why in self.reasons.items():
            if column not in self.ordinary:
                together.setdefault(why.text("en"), (why, []))[1].append(column)
        said += [
            Message("{columns}: {why}.", {"columns": ", ".join(columns), "why": why})
            for why, columns in together.values()
        ]
        return tuple(said)

    def __repr__(self) -> str:
        return "\n".join(message.text() for message in self.messages()) or "Nothing."
