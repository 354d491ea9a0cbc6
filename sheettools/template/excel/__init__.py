"""What Excel is told: addresses, parts of formulas, and what may be asked of cells."""
