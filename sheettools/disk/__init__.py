"""What lies on the disk beside what was asked for: what is in the making, and what was left."""
