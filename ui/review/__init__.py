"""综合审核 of the actuarial figures: one list of all groups, and how each figure moved over the years (clause 1.8)."""
