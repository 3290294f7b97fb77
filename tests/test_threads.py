"""One thread for the models."""

from __future__ import annotations

import subprocess
import sys

FRESH = """
from privlab._threads import one_thread

with one_thread():
    import scipy.linalg
    import sklearn.ensemble
    import sklearn.linear_model
    import threadpoolctl

    inside = threadpoolctl.threadpool_info()
threads = sorted({(own["user_api"], own["num_threads"]) for own in inside})
print(threads)
"""


def test_libraries_that_nothing_had_loaded_yet_use_one_thread_too():
    done = subprocess.run([sys.executable, "-c", FRESH], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[('blas', 1), ('openmp', 1)]"


def test_what_was_allowed_before_is_allowed_again():
    import threadpoolctl

    from privlab._threads import one_thread

    with threadpoolctl.threadpool_limits(2):
        with one_thread():
            pass
        assert {own["num_threads"] for own in threadpoolctl.threadpool_info()} == {2}


BARE = """
from privlab._threads import one_thread
from sklearn.ensemble import HistGradientBoostingClassifier

with one_thread():
    HistGradientBoostingClassifier(max_iter=2).fit([[n] for n in range(50)], [0, 1] * 25)
"""


def test_a_machine_without_the_systems_programs_warns_of_nothing():
    command = [sys.executable, "-W", "error", "-c", BARE]
    done = subprocess.run(command, env={"PATH": ""}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
