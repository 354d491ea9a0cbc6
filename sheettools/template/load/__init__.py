"""Templates and profiles from TOML: each fault of a file with its line."""
