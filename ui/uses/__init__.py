"""Where rows are used, shown before they are disabled or deleted (clauses 1.1, 1.4, 1.5)."""
