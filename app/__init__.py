"""Domain and store: catalogs, rows, checks, rights and Excel, without Qt and without HTTP."""
