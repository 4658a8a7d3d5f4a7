"""Pooling areas as a whole: assigned by rule, checked for gaps and overlaps, shown as one table (clause 1.2)."""
