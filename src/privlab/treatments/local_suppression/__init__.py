"""Single values removed until every class holds k, at the least cost."""

from privlab.treatments.local_suppression._treatment import LocalSuppression

__all__ = ["LocalSuppression"]
