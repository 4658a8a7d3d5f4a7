"""The command palette (Ctrl+K): commands, catalogs, regions and rows by name, code or Pinyin initials."""
