"""What is drafted from a plan's text: facts, questions, and what became of every line."""
