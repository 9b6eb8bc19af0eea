"""Sending: many people into programmes and out of them, in a few statements."""
