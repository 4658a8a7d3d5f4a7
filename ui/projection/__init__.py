"""基金收支测算 in the window: assumptions with where they come from, years with their formulas, scenarios (1.8)."""
