"""Files to checked records: read, locate, validate."""
