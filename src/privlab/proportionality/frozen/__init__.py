"""The least that a purpose needs when its model cannot be learnt anew."""

from privlab.proportionality.frozen._result import FrozenProportionate

__all__ = ["FrozenProportionate"]
