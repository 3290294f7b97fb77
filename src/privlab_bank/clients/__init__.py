"""The table of clients, its columns and its roles."""
