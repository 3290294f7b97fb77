"""The points of the European template, what each asks and where each answer stands."""
