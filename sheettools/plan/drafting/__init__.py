"""How a plan's text is read: its words, its parts, and what each part says."""
