"""A policy to be filled in, drafted from tables: what is in them, and the words to choose from.

It reads tables and proposes; what a company promises is for a person to write.
"""

from privlab._drafts._draft import draft_policy as draft_policy
from privlab._drafts._joins import Join as Join, joins as joins
