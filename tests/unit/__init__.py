"""Pure functions and declarations; no disk, no network."""
