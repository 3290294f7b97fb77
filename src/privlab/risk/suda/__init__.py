"""Special uniques: records that few columns already single out."""
