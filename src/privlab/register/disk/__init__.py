"""The file on its disk: one caller at a time, the journal of a cut write, the tables and rules."""
