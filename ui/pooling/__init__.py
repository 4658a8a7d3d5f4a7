"""The windows of pooling: the matrix of levels, the check and assignment of areas, the table of all (clause 1.2)."""
