"""One undo for everything a person does to rows: actions by name, taken back and done again (issue: the workbench)."""
