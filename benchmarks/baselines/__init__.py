"""What the program is measured against, each a command of its own.

FROZEN: these were written before anything was made faster, and tuned to win. They are not changed
to make a ratio look better. They know the workbooks as whoever fills them in does, by the titles of
sheets and columns, so that they run on any layout of them.
"""
