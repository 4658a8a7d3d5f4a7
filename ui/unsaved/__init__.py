"""What was typed and is not in the store: kept in a small file, so that a crash loses at most the last second of it."""
