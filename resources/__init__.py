"""Files the product carries: icons, style, standard data, templates."""
