"""What goes back to the senders: a marked copy, a message, a board of who has sent what."""
