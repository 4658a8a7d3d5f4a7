"""Pages that belong to no single catalog (boards, matrices, projection …): one pattern, tabs like all others."""
