"""The one grid: model, view, sources, and what a person does in cells (SPEC section 2)."""
