"""Checked records to the annual report."""
