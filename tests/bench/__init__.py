"""Speed and memory, beside the raw rate of the same work."""
