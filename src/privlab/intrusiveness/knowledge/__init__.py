"""How much a profile tells of each person: bits, exposure, and a score per life dimension."""
