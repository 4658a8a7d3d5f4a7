"""The first page of the window: what waits, how far the sheets are, main figures, where one was at work."""
