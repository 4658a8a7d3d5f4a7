"""Real SQLite, real workbooks, real HTTP on loopback."""
