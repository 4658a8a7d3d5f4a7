"""How the program looks: colours, style, icons, light and dark."""
