"""Packs: what a level issues, who takes it, what it changes for them; and reports to the level above (1.1-1.9)."""
