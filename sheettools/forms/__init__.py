"""A template drafted from a workbook that somebody uses: what it asks, as far as it says."""
