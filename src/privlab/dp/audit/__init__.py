"""How much a mechanism loses at least, measured from its outputs."""
