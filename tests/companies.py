"""A small company for tests: tables as frames, and the policy that speaks of them."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["AS_OF", "CLIENTS", "POLICY", "write_company"]

AS_OF = dt.date(2026, 1, 1)

CLIENTS = pd.DataFrame(
    {
        "id": ["a", "b", "c", "d", "e", "f"],
        "name": ["Ana", "Bo", "Cy", "Di", "Ed", "Flo"],
        "town": ["Lyon", "Lyon", "Lyon", "Nice", "Nice", "Nice"],
        "pcs": ["x", "x", "y", "y", "x", "y"],
        "income": [1000, 1200, 900, 2000, 1500, 1700],
        # the last day allowed at 365 days is 2026-01-01 for a start on 2025-01-01
        "updated": pd.to_datetime(
            ["2025-06-01", "2025-01-01", "2024-12-31", None, "2025-06-01", "2025-06-01"]
        ).date,
        "ended": pd.to_datetime([None, None, "2015-01-02", None, "2014-12-31", None]).date,
    }
)
OBJECTIONS = pd.DataFrame(
    {
        "who": ["a", "b", "d"],
        "purpose": ["score", "mail", "score"],
        "day": pd.to_datetime(["2025-05-01", None, "2026-01-02"]).date,
    }
)
CONSENTS = pd.DataFrame(
    {
        "who": ["a", "a", "b", "c", "d", "d", "e"],
        "purpose": ["mail"] * 7,
        "state": ["yes", "no", "yes", "yes", "no", "yes", "yes"],
        "day": pd.to_datetime(
            [
                "2025-01-01",
                "2025-02-01",
                "2025-01-01",
                "2026-01-02",
                "2025-03-01",
                "2025-03-01",
                "2025-04-01",
            ]
        ).date,
    }
)
CONTACTS = pd.DataFrame(
    {
        "who": ["a", "a", "b", "b", "e"],
        "purpose": ["score", "mail", "mail", "crm", "mail"],
        "day": pd.to_datetime(
            ["2025-05-01", "2025-06-01", "2025-06-01", "2025-06-01", "2025-06-01"]
        ).date,
    }
)
SCORES = pd.DataFrame(
    {
        "who": ["a", "b", "c"],
        "score": ["risk", "risk", "churn"],
        "day": [dt.date(2025, 6, 1)] * 3,
        "sheet": ["https://example.org/risk", "https://example.org/risk", None],
    }
)

POLICY = Path(__file__).with_name("company.yaml").read_text(encoding="utf-8")

TABLES: Mapping[str, pd.DataFrame] = {
    "clients": CLIENTS,
    "objections": OBJECTIONS,
    "consents": CONSENTS,
    "contacts": CONTACTS,
    "scores": SCORES,
}


def write_company(folder: Path, policy: str = POLICY, **tables: pd.DataFrame) -> Path:
    """Write the tables and the policy into a folder; return the path of the policy."""
    for name, frame in {**TABLES, **tables}.items():
        frame.to_parquet(folder / f"{name}.parquet", index=False)
    path = folder / "datapackage.yaml"
    path.write_text(policy, encoding="utf-8")
    return path
