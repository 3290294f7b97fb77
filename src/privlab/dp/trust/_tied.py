"""A budget protects the people of a population: by which key, and in which register."""

from __future__ import annotations

from typing import TYPE_CHECKING

from privlab.errors import RegisterError

if TYPE_CHECKING:
    from privlab.register import Register
    from privlab.tables import Dataset

__all__ = ["tie_to_register"]


def tie_to_register(data: Dataset, register: Register) -> None:
    """Write by which key the people of a table are known, or refuse what belongs elsewhere.

    Raises
    ------
    RegisterError
        The table was opened through the gate, which wrote its use in another register.
    ParameterError
        The people of the population are known by another key.
    """
    population, person, opened = str(data.roles.population), str(data.roles.person), data.opened
    if opened is None:
        register.tie_person_key(population, person)
        return
    if opened.register not in {None, register.identity}:
        message = (
            f"This table was opened through a gate that writes in another register than "
            f"'{register.path.name}': it would be spent twice. Use the register of the workbench, "
            "lab.register."
        )
        raise RegisterError(message)
    for column in dict.fromkeys((person, *opened.person_keys)):
        register.tie_person_key(population, column, reason="The policy declares it.")
