"""The year's plan and the workbooks made from it."""
