"""The panel 问题: everything found in the page or in one's own region, and explanations (issue: the workbench)."""
