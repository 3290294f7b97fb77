"""Where a figure comes from."""

from __future__ import annotations

import functools
import importlib.metadata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from privlab.language import N_, Message, translate

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

__all__ = ["Provenance"]


@dataclass(frozen=True)
class Provenance:
    """What a result was measured on and how; enough to measure it again.

    Parameters
    ----------
    measure : str
        Public name of the call.
    data_version : str
        Random identifier of the version of the data: it says that two results come from the
        same table and nothing about what the table holds.
    engine : str
        Name of the engine that counted.
    columns : tuple of str
        Columns read.
    unit : str
        "people" or "records".
    n_units, n_rows : int or None
        How many of each; None where the number itself must not leave.
    parameters : mapping
        Arguments, as plain values.
    as_of : date or None
        Day of judgement.

    Examples
    --------
    >>> made = Provenance("check_anonymity", "3f2a", "duckdb", ("age",), "people", 4, 4)
    >>> made.to_dict()["columns"]
    ['age']
    """

    measure: str
    data_version: str
    engine: str
    columns: tuple[str, ...]
    unit: str
    n_units: int | None
    n_rows: int | None
    parameters: Mapping[str, object] = field(default_factory=dict)
    as_of: dt.date | None = None

    def text(self, title: str, language: str | None = None) -> str:
        """Return one line of plain words that begins with the name of the measure, marked.

        Parameters
        ----------
        title : str
            Name of the measure, marked for translation.
        language : {"fr", "en"}, optional
            The one in use by default.

        Returns
        -------
        str
        """
        columns = ", ".join(self.columns)
        values = {
            "measure": translate(title, language),
            "columns": columns,
            "rows": self.n_rows,
            "engine": self.engine,
            "version": self.data_version,
            "privlab": self.versions()["privlab"],
        }
        if self.n_rows is None:
            template = N_(
                "{measure}, columns {columns}; data version {version}, counted by {engine}, "
                "privlab {privlab}."
            )
        else:
            template = N_(
                "{measure} on {rows} rows, columns {columns}; data version {version}, counted by "
                "{engine}, privlab {privlab}."
            )
        return Message(template, values).text(language)

    def versions(self) -> dict[str, str]:
        """Return the versions of the software that took part.

        Returns
        -------
        dict of str to str
            Software -> version.
        """
        return _versions(self.engine)

    def to_dict(self) -> dict[str, object]:
        """Return plain JSON values.

        Returns
        -------
        dict

        Examples
        --------
        >>> made = Provenance("score_risk", "3f2a", "duckdb", ("age",), "people", 4, 4)
        >>> made.to_dict()["n_units"]
        4
        """
        return {
            "measure": self.measure,
            "data_version": self.data_version,
            "engine": self.engine,
            "columns": list(self.columns),
            "unit": self.unit,
            "n_units": self.n_units,
            "n_rows": self.n_rows,
            "parameters": dict(self.parameters),
            "as_of": None if self.as_of is None else self.as_of.isoformat(),
            "versions": self.versions(),
        }


@functools.cache
def _versions(engine: str) -> dict[str, str]:
    packages = ["privlab", "ibis-framework", "pyarrow", "numpy", engine]
    found = {}
    for package in packages:
        try:
            found[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return {"privlab": "unknown", **found}
