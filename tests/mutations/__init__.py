"""The product broken on purpose, one small break at a time: each must be caught (SYNC point 13)."""
