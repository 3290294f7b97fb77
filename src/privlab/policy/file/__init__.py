"""The text of a policy: read with its lines, explained, edited in place, compared."""
