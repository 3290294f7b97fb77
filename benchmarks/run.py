"""Run the measurements of this folder: all of them, or those named."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main(names: list[str]) -> int:
    """Run each script's `main` and print what it measured."""
    known = {
        path.stem: path
        for path in sorted(HERE.glob("*.py"))
        if path.stem not in {"run", "calibration"}
    }
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"There is no benchmark {', '.join(unknown)}. There are: {', '.join(known)}")
        return 2
    sys.path.insert(0, str(HERE))
    for name in names or known:
        spec = importlib.util.spec_from_file_location(name, known[name])
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        print(f"== {name}: {module.__doc__.splitlines()[0]}")
        module.main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
