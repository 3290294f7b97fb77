"""What was done to people, one row a person, counted on the engine.

Read by the duties that judge it and by the measure of use; judges nothing itself.
"""

__all__: list[str] = []
