"""Charts as plain data for the templates, one file a kind."""
