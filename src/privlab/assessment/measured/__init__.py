"""What was measured, in the words and tables of the report."""
