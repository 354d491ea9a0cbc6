"""The one gate: what of the report may leave the office."""
