"""The only door to files: bytes to raw cells, read in a guarded process."""
