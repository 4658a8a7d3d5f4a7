"""Taking back and doing again in the window, and who changed what when."""
