"""对比: two years or two regions of the page side by side (issue: the workbench)."""
