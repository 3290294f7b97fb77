"""Knowledge of 10 million people by 15 columns from Parquet, on DuckDB within 4 GB.

The process is given an engine that may hold 1 GB and spills the rest; what counts is the peak of
the whole process, Python's arrays included.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from calibration import peak_memory, timed, unit

import privlab
from privlab import samples

PEOPLE = int(os.environ.get("PRIVLAB_BENCH_PEOPLE", "10000000"))
COLUMNS = [
    *("civilite", "date_naissance", "code_postal", "departement", "nationalite", "pcs"),
    *("situation_familiale", "statut_logement", "enfants", "revenu_mensuel", "decile_revenu"),
    *("segment_patrimoine", "projet_principal", "satisfaction", "loisir_prefere"),
]
GOAL_MB = 4096


def main() -> None:
    """Print the time, the peak memory and the score."""
    folder = Path(os.environ.get("PRIVLAB_BENCH_DATA", tempfile.gettempdir()))
    path = folder / f"privlab-{PEOPLE}.parquet"
    if not path.exists():
        print(f"generated in {timed(lambda: samples.write_clients(path, people=PEOPLE)):.0f} s")
    declared = samples.clients_roles()["dimensions"]
    dimensions = {
        column: declared.get(column) if column in COLUMNS else None for column in declared
    }
    found = []

    def measure() -> None:
        engine = privlab.connect(memory_limit="1GB")
        data = privlab.dataset(path, person="id_client", dimensions=dimensions, connection=engine)
        found.append(privlab.measure_intrusiveness(data))

    before = peak_memory()
    seconds = timed(measure)
    print(f"{PEOPLE} people x {len(COLUMNS)} columns: {seconds:.0f} s, {seconds / unit():.0f} u")
    print(f"knowledge {found[0].knowledge:.4f}, {found[0].bits:.4f} bits")
    print(f"peak memory {peak_memory():.0f} MB ({before:.0f} MB before), goal {GOAL_MB} MB")


if __name__ == "__main__":
    main()
