"""Rounds with the central as the window shows and starts them (SYNC point 9)."""
