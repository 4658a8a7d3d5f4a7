"""Windows and models under pytest-qt."""
