"""The one tree: model, view and source (SPEC section 2)."""
