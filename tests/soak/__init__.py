"""Long proofs of the sync: random histories in memory, and real processes that are killed, starved and cut off."""
