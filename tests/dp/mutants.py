"""Queries as mechanisms that can be run thousands of times, and the faults planted in them.

A query reads the rows once; each run draws its noise anew, by the code of a release itself.
"""

from __future__ import annotations

import pandas as pd

import privlab

KEYS = {"shop": ["A", "B"]}


def neighbours():
    """Thirty people with a purchase each; one more with forty, all in A and dear."""
    frame = pd.DataFrame(
        {
            "person": range(30),
            "shop": ["A", "B"] * 15,
            "kind": ["x", "x", "y"] * 10,
            "price": [float(n) for n in range(10, 40)],
        }
    )
    heavy = pd.DataFrame({"person": 99, "shop": "A", "kind": "y", "price": [500.0] * 40})
    return frame, pd.concat([frame, heavy], ignore_index=True)


def session(frame, cap=2, **options):
    data = privlab.dataset(frame, person="person", population="shoppers")
    return privlab.dp.Session(data, rows_per_person=cap, **options)


QUERIES = {
    "count": lambda s: s.count(),
    "count by shop": lambda s: s.group_by(KEYS).count(),
    "people by shop": lambda s: s.group_by(KEYS).count_people(),
    "sum by shop": lambda s: s.group_by(KEYS).sum("price", 0, 100),
    "mean": lambda s: s.mean("price", 0, 100),
    "variance": lambda s: s.variance("price", 0, 100),
    "quantiles": lambda s: s.quantiles("price", [0.5, 0.9], 0, 100),
    "histogram": lambda s: s.histogram("price", [0, 20, 50, 100]),
    "marginals": lambda s: s.marginals([KEYS, {"kind": ["x", "y"]}, {}]),
    "selected keys": lambda s: s.group_by("shop", keys="private").count(),
}
DELTA = {"selected keys": 1e-3}


class Released:
    """One query on one table: what a release would draw from, read once."""

    def __init__(self, query, epsilon, delta, monkeypatch):
        self.query = query
        self.plan = query._plan(epsilon, delta)
        self.private = self.plan.selection is not None
        self.read = {}
        self.monkeypatch = monkeypatch
        self.found = {}
        if not self.private:
            self.passes = query._passes(query.keys)
            self.totals = [each.read() for each in self.passes]

    def __call__(self):
        """Return the figures of one release."""
        keys, passes, totals = self.query.keys, None, None
        if self.private:
            keys = keys.of(self._chosen())
            if not keys.n_cells:
                return {"groups": 0.0}
            passes, totals = self._counted(keys)
        else:
            passes, totals = self.passes, self.totals
        drawn = [
            self.query._noisy(answer, mechanism, self.plan, passes, totals)
            for answer, mechanism in zip(self.query._answers(), self.plan.mechanisms, strict=True)
        ]
        told = self.query._tell(keys, drawn, self.plan)
        # a mapping of numbers is faster than the frame that it becomes
        names = [" ".join(map(str, cell)) for cell in keys.cells()]
        return {
            f"{column}[{names[place] if len(names) == len(values) else place}]": value
            for column, values in told.items()
            for place, value in enumerate(values)
        }

    def _chosen(self):
        from privlab.dp import _choosing
        from privlab.tables import fetch

        data = self.query.asked.data
        if "rows" not in self.found:
            asked = self.query.keys.expression(data, self.plan.selection, self.query._salt())
            self.found["rows"] = fetch(asked, data.connection)
        held = self.found["rows"]
        with self.monkeypatch.context() as patched:
            patched.setattr(_choosing, "fetch", lambda *_: held)
            patched.setattr(type(self.query.keys), "expression", lambda *_: None)
            return self.query.keys.choose(data, self.plan.selection, self.query._salt())

    def _counted(self, keys):
        known = tuple(keys.cells())
        if known not in self.read:
            passes = self.query._passes(keys)
            self.read[known] = passes, [each.read() for each in passes]
        return self.read[known]


def audited(name, monkeypatch, *, runs, epsilon=1.0, cost=None, confidence=0.999, **options):
    """Audit one kind of query on the neighbours: claimed `epsilon`, drawn at `cost`."""
    delta = DELTA.get(name, 0.0)
    released = [
        Released(QUERIES[name](session(frame, **options)), cost or epsilon, delta, monkeypatch)
        for frame in neighbours()
    ]
    return privlab.dp.audit(
        lambda own: own(),
        released,
        epsilon=epsilon,
        delta=delta,
        runs=runs,
        confidence=confidence,
    )
