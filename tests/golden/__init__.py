"""Published tables and results of peers; README.md names sources and licences."""

from pathlib import Path

GOLDEN = Path(__file__).parent
