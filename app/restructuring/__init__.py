"""Moving nodes of a tree: staged first, seen as a list, then applied all or none (clauses 1.1 to 1.7)."""
