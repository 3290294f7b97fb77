"""What the rest of a profile lets one guess of each person: the inference axis."""
