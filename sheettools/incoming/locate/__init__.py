"""Raw cells → the declared forms and tables, wherever they stand now."""
