"""Learning: who is enrolled, how far they are, what they completed."""
