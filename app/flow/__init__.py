"""The approval of what regions fill in: records, rules of moves, locks (SPEC section 1; 1.8, 1.9)."""
