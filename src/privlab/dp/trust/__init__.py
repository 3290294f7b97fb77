"""Which expressions keep people apart and cannot fail: walked before anything is read."""
