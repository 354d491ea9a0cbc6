"""Vietnamese as people write it: text, spelling, dates, numbers, what tells who somebody is. Knows
nothing else.
"""
