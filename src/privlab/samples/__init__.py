"""The generator of the sample bank: synthetic people, whose figures follow INSEE's.

Every person is drawn at random and none exists. The room depends on numpy, pyarrow and
`privlab.errors` alone: it knows no other room, and no measure may know it.
"""

from __future__ import annotations

from privlab.samples._clients_columns import CLIENTS
from privlab.samples._clients_files import clients_batches, write_clients
from privlab.samples._clients_roles import clients_roles
from privlab.samples._column import Column

__all__ = ["CLIENTS", "Column", "clients_batches", "clients_roles", "write_clients"]
