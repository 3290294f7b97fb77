"""Which columns single people out."""
