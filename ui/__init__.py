"""The desktop and the command line, in PySide6."""
