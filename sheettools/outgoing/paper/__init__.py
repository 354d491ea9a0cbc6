"""The workbook's twin on paper, to fill in with a pen, and a PDF of it.

The twin has the row codes of the workbook, so that the office types each row where it belongs.
Every sheet of paper stands by itself: whose it is, the row's number and code, the headings, and
under the rows the items to choose from.
"""
