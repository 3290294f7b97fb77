"""How many of those who are alone in a sample are alone in the population."""
