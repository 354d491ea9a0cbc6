"""Located tables → typed records and findings."""
