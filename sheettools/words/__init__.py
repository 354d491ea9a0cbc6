"""Vietnamese as people write it: text, spelling, dates, numbers, what says who somebody is."""
