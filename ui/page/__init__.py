"""The page of a catalog: buttons, query, forms, and the views around its rows (clause 2)."""
