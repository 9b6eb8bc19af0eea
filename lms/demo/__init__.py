"""Demo data: made-up people in real provinces, at every stage of learning, the same for a seed."""
