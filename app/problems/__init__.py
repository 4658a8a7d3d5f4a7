"""What is found in the figures: hard errors and warnings, explained or not (clauses 1.8, 1.9: 审核)."""
