"""The year's plan: drafted from a document, filled in a workbook, begun with last year's rest."""
