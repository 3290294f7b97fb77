"""The forms in which an assessment leaves: sections, trust sheet, CNIL file."""
