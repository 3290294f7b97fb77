"""The only place where noise is drawn: exact samplers of OpenDP, or diffprivlib."""
