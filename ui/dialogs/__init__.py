"""The few dialogs: signing in, exchanging workbooks, about. Errors stand inside them, not in boxes above them."""
