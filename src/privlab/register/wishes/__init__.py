"""What people asked for: oppositions, erasures, and whom they are about by the value of a key.

Said to the rights desk and the register's steward only.
"""
