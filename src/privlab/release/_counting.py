"""Counts on the rows that leave, by another path than the treatment took."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.release._telling import plainly, units_of
from privlab.tables import fetch

if TYPE_CHECKING:
    from collections.abc import Sequence

    import ibis.expr.types as ir

    from privlab.tables import Dataset

__all__ = ["alone_on", "recounted_k"]

# combinations whose candidates are counted again: those of fewest people first
MOST_RECOUNTED = 200


def recounted_k(data: Dataset, columns: Sequence[str], *, missing: str) -> int:
    """Return the smallest class, in people, by a plain group-by; with wildcards, candidate set.

    Parameters
    ----------
    missing : {"own", "wildcard"}
        Under "wildcard" a missing value stands for any, and the candidates of the 200 rarest
        combinations are counted.
    """
    import ibis

    table = plainly(data, x=columns)
    names = [f"x{place}" for place in range(len(columns))]
    sizes = table.group_by(names).aggregate(n=units_of(data, table))
    if missing == "own":
        return _number(data, sizes.aggregate(n=sizes.n.min()))
    rarest = sizes.order_by(["n", *names]).limit(MOST_RECOUNTED)
    rarest = rarest.select(
        combination=ibis.row_number(),
        **{f"y{place}": rarest[name] for place, name in enumerate(names)},
    )
    several = data.roles.person is not None and not data.one_row_per_person
    whole = table.distinct() if several else sizes
    alike = [
        whole[name].isnull() | rarest[f"y{place}"].isnull() | (whole[name] == rarest[f"y{place}"])
        for place, name in enumerate(names)
    ]
    pairs = whole.inner_join(rarest, alike)
    counted = pairs.group_by("combination").aggregate(
        n=pairs["who"].nunique() if several else pairs["n"].sum()
    )
    return _number(data, counted.aggregate(n=counted.n.min()))


def alone_on(data: Dataset, columns: Sequence[str]) -> int:
    """Return how many people (records without a key) share all of these values with nobody."""
    if not columns:
        return int(data.n_units == 1)
    table = plainly(data, x=columns)
    wanted = {"n": units_of(data, table)}
    if data.roles.person is not None:
        wanted["who"] = table["who"].min()
    groups = table.group_by([f"x{place}" for place in range(len(columns))]).aggregate(**wanted)
    single = groups.filter(groups["n"] == 1)
    counted = single["who"].nunique() if "who" in wanted else single.count()
    return _number(data, single.aggregate(n=counted))


def _number(data: Dataset, counted: ir.Table) -> int:
    return int(fetch(counted, data.connection).column("n")[0].as_py())
