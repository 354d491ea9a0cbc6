"""The workbook that a unit fills in: what stands in its cells, what they say and guard."""
