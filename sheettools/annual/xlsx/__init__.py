"""The annual workbook, written and read back."""
