"""What a measure of use returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from privlab import _display as display
from privlab.errors import ColumnError
from privlab.intrusiveness.use._signals import SIGNALS
from privlab.language import N_, Message, Share, named, translate
from privlab.results import Breakdown, Result

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from privlab.intrusiveness._people_keys import PeopleKeys
    from privlab.tables import Dataset

__all__ = ["UseResult"]


@dataclass(frozen=True, repr=False)
class UseResult(Result):
    """What is done with the data of people.

    Attributes
    ----------
    use : float
        Mean over people, 0 to 1.
    signals : pandas frame, one row a signal
        `signal`, `weight`, `people` concerned (missing for a sale of which the policy does not
        say whose data it is), `mean` of the signal, `bits`: its mean part of
        -log2(1 - use), which add up over the signals of a person; missing where not assessed.

    Examples
    --------
    >>> import pathlib, tempfile
    >>> import pandas as pd, privlab
    >>> from privlab.intrusiveness import measure_use
    >>> folder = pathlib.Path(tempfile.mkdtemp())
    >>> written = '''
    ... name: shop
    ... privacy: {purposes: {care: {dpv: CustomerCare, legal_basis: eu-gdpr:A6-1-b}}}
    ... resources:
    ... - name: clients
    ...   path: clients.csv
    ...   privacy: {person: id, population: clients}
    ...   schema:
    ...     fields:
    ...     - {name: id, privacy: {role: direct_identifier, purposes: [care]}}
    ... '''
    >>> _ = (folder / "datapackage.yaml").write_text(written)
    >>> pd.DataFrame({"id": ["a", "b"]}).to_csv(folder / "clients.csv", index=False)
    >>> lab = privlab.open(folder / "datapackage.yaml")
    >>> found = measure_use(lab.catalogue, population="clients")
    >>> found.signals["signal"].tolist()[:2]
    ['contacts', 'after_objection']
    """

    use: float
    signals: pd.DataFrame
    _people: pd.DataFrame
    _keys: PeopleKeys
    _of_people: NDArray[np.float64]

    title: ClassVar[str] = N_("Use")
    measure_title: ClassVar[str] = N_("Measure of use")
    point: ClassVar[str] = "impacts"
    caption: ClassVar[str] = N_("Part of each signal in the use of data")

    @property
    def people(self) -> pd.DataFrame:
        """One row a person, without key, the most exposed first: `use` and the signals, 0 to 1."""
        return self._people

    @property
    def population(self) -> str:
        """Whose use was measured."""
        return self._keys.population

    def of_people(self, data: Dataset, keys: pd.Index) -> NDArray[np.float64]:
        """Return the use of the people of a dataset, by their keys there.

        Parameters
        ----------
        data : Dataset
            Of the same population, with a person key.
        keys : pandas Index, shape (n,)
            Person keys as they stand in `data`.

        Returns
        -------
        array of float, shape (n,), 0 to 1

        Raises
        ------
        ColumnError
            A person whose use was not measured.
        """
        return self._of_people[self._keys.places(data, keys)]

    def keyed(self, data: Dataset) -> tuple[pd.Index, NDArray[np.float64]]:
        """Return the keys of people as they stand in a dataset, and their use: for joining.

        Parameters
        ----------
        data : Dataset
            Of the same population, with a person key.

        Returns
        -------
        (pandas Index, array of float), shape (n_people,)
        """
        return self._keys.of(data), self._of_people

    def strangers_error(self, data: Dataset) -> ColumnError:
        """Return what is raised when a dataset has people whose use was not measured.

        Parameters
        ----------
        data : Dataset
            With a person key.

        Returns
        -------
        ColumnError
        """
        return ColumnError(self._keys.unknown_people(data))

    def tables(self) -> tuple[Breakdown, ...]:
        """Return what each use of the data weighs, and how many people it concerns.

        Returns
        -------
        tuple of Breakdown
        """
        signals: Any = self.signals.astype(object).where(self.signals.notna(), None)
        rows = tuple(
            (Message(SIGNALS[row.signal]), row.people, row.weight, row.bits)
            for row in signals.itertuples(index=False)
        )
        heads = (N_("Use"), N_("People concerned"), N_("Weight"), N_("Bits, mean"))
        return (Breakdown(N_("How the data are used"), heads, rows, right=(1, 2, 3)),)

    def _draw(self, ax: Axes) -> None:
        names = [translate(SIGNALS[name]) for name in self._parts()]
        display.share_bars(ax, names, list(self._parts().values()), what=N_("Share of the use"))

    def describe_plot(self, language: str | None = None) -> str:
        """Return the parts in words.

        Parameters
        ----------
        language : {"fr", "en"}, optional
            The one in use by default.

        Returns
        -------
        str
        """
        return "; ".join(
            named(translate(SIGNALS[name], language), Share(value), language)
            for name, value in self._parts().items()
        )

    def _parts(self) -> dict[str, float]:
        held = self.signals.dropna(subset=["bits"])
        total = float(held["bits"].sum()) or 1.0
        return {n: float(b) / total for n, b in zip(held["signal"], held["bits"], strict=True)}
