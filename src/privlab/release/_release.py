"""A treated table that may leave: what it holds, what stayed behind, what was checked."""

from __future__ import annotations

import dataclasses
import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Self

from privlab import _display as display
from privlab._files import write_whole
from privlab.errors import DocumentError, ParameterError
from privlab.language import N_, Message, named, translate
from privlab.release._order import in_order
from privlab.results import Result
from privlab.tables import bare, fetch, without_categories

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa
    from matplotlib.axes import Axes

    from privlab.anonymity import AnonymityCheck
    from privlab.release._left_behind import LeftBehind
    from privlab.tables import Dataset

__all__ = ["Release"]


@dataclass(frozen=True, repr=False)
class Release(Result):
    """A treated table, and what the treatment did.

    Attributes
    ----------
    data : Dataset
        The table to hand out: the columns that were declared, their rows sorted by what they
        hold. `.to_pandas()` and `.save(path)` get it out.
    check : AnonymityCheck or None
        Of the treated table, measured again from its own values; None where no k is claimed.
    left_behind : LeftBehind
        Column -> why it is not in `data`.
    recipe : Recipe or None
        What any table can follow, where a recipe made it.
    n_suppressed : int
        Records left out because their class broke a criterion.
    n_unseen : int
        Records left out because a hierarchy does not know one of their values.
    kept : tuple of str
        Columns that leave on the caller's word alone (`keep=`).
    told : Message
        What the title says: k, and how many are alone on all that leaves.
    remarks : tuple of Message
        What nobody may miss.
    heading : str
        What the title calls it.

    Examples
    --------
    >>> import pandas as pd, privlab
    >>> frame = pd.DataFrame({"sex": list("FFMM"), "plan": list("aabb"), "day": [1, 2, 3, 4]})
    >>> data = privlab.dataset(frame, quasi_identifiers=["sex"], ordinary=["plan"])
    >>> recipe = privlab.Recipe({"sex": 0}, criteria=privlab.anonymise.Criteria(k=2))
    >>> release = recipe.release(data)
    >>> release.headline("en")
    'Treated table: k = 2 over 1 quasi-identifier; alone on all that leaves: 0 of 4 records'
    >>> release.left_behind["day"].text("en")
    'text or a code that tells 100% of the people apart'
    """

    data: Dataset
    check: AnonymityCheck | None
    left_behind: LeftBehind
    told: Message
    recipe: Any = None
    n_suppressed: int = 0
    n_unseen: int = 0
    kept: tuple[str, ...] = ()
    remarks: tuple[Message, ...] = dataclasses.field(default=(), repr=False)
    heading: str = N_("Treated table")

    title: ClassVar[str] = N_("Treated table")
    measure_title: ClassVar[str] = N_("Release of a treated table")
    caption: ClassVar[str] = N_("Class sizes of the treated table")

    def headline(self, language: str | None = None) -> str:
        """Return what it is, its k, and how many are alone on all that leaves.

        Parameters
        ----------
        language : {"fr", "en"}, optional
            The one in use by default.

        Returns
        -------
        str
        """
        return named(translate(self.heading, language), self.told.text(language), language)

    def to_pandas(self) -> pd.DataFrame:
        """Return the treated table as a pandas frame, under a plain index.

        Returns
        -------
        pandas frame, one row a record that leaves

        Examples
        --------
        >>> import pandas as pd, privlab
        >>> data = privlab.dataset(pd.DataFrame({"sex": list("FFMM")}), quasi_identifiers=["sex"])
        >>> recipe = privlab.Recipe({"sex": 0}, criteria=privlab.anonymise.Criteria(k=2))
        >>> recipe.release(data).to_pandas()["sex"].tolist()
        ['F', 'F', 'M', 'M']
        """
        frame: pd.DataFrame = self._rows().to_pandas()
        return frame

    def save(self, path: str | Path) -> Path:
        """Write the treated table as .parquet or .csv; return the path.

        The file holds values and the types of columns: no index, no categories and no metadata.

        Parameters
        ----------
        path : path
            Ends in .parquet or .csv; what stands there is replaced.

        Returns
        -------
        Path

        Raises
        ------
        ParameterError
            No path, another ending, or nested columns in a .csv file.
        DocumentError
            The place cannot be written to; what stood there still stands.

        Examples
        --------
        >>> import pathlib, tempfile
        >>> import pandas as pd, privlab
        >>> data = privlab.dataset(pd.DataFrame({"sex": list("FFMM")}), quasi_identifiers=["sex"])
        >>> recipe = privlab.Recipe({"sex": 0}, criteria=privlab.anonymise.Criteria(k=2))
        >>> recipe.release(data).save(pathlib.Path(tempfile.mkdtemp()) / "treated.csv").name
        'treated.csv'
        """
        import pyarrow as pa
        import pyarrow.csv
        import pyarrow.parquet

        try:
            target = Path(path)
        except TypeError:
            message = f"save takes the path of a file, not {type(path).__name__}."
            raise ParameterError(message) from None
        content = io.BytesIO()
        rows = without_categories(self._rows())
        if target.suffix == ".parquet":
            pyarrow.parquet.write_table(rows, content, store_schema=False)
        elif target.suffix == ".csv":
            try:
                pyarrow.csv.write_csv(rows, content)
            except pa.ArrowException:
                message = "Nested columns cannot be written as .csv. Save the table as .parquet."
                raise ParameterError(message) from None
        else:
            message = f"A table is saved as .parquet or .csv, not as '{target.suffix}'."
            raise ParameterError(message)
        return write_whole(content.getvalue(), target, "table", DocumentError)

    def __deepcopy__(self, _: object) -> Self:
        return self

    def to_dict(self) -> dict[str, object]:
        """Return plain JSON values, with what stayed behind and why.

        Returns
        -------
        dict
            That of every result, left_behind and kept.
        """
        behind = [
            {"column": c, "reason_en": why.text("en"), "reason_fr": why.text("fr")}
            for c, why in self.left_behind.items()
        ]
        return super().to_dict() | {"left_behind": behind, "kept": list(self.kept)}

    def _rows(self) -> pa.Table:
        if self.data.memory is not None:
            return self.data.memory
        # an engine orders its categories by the places that it gave them
        return in_order(bare(fetch(self.data.table, self.data.connection)))

    def _remarks(self) -> tuple[Message, ...]:
        return (*self.remarks, *self.left_behind.messages())

    def _draw(self, ax: Axes) -> None:
        if self.check is None:
            super()._draw(ax)
            return
        sizes = self.check.sizes
        k = self.check.threshold
        display.class_size_bars(ax, sizes.sizes, sizes.units, k=k, unit=self.check.data.unit)

    def __repr__(self) -> str:
        _, _, rest = super().__repr__().partition("\n")
        return f"<Release: {self.headline()}>\n{rest}"
