"""The text of a document, such as a plan: its lines, the rows of its tables, and what is aside."""
