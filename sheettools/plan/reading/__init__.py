"""What a plan's text says, line by line and word by word, before anything is drafted from it."""
