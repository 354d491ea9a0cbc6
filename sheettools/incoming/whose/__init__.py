"""Whose workbook it is, held against what was issued."""
