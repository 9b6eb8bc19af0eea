"""Organisations: the tree of units, their codes, names over time, and whom to call."""
