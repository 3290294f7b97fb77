"""Sessions made of a session: rows filtered, columns computed, tables joined along people."""
