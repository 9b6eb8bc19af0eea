"""How far a target is, and where the pace so far leads."""
