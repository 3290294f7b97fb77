"""The vocabularies of a policy: dimensions, legal bases, purposes, data, countries."""
