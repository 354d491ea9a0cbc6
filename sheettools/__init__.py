"""Collect a year's work by Excel workbook: generate, validate, merge."""

__version__ = "0.1.0"
