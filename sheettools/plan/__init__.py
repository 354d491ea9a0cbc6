"""The year's plan: drafted from a document, filled in a workbook, begun with what last year left
open.
"""
