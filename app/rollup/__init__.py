"""Figures rolled up (汇总) from the regions that fill in to those above them, and to pooling areas (clause 1.9)."""
