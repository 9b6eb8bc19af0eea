"""Catalogue: programmes published as immutable versions, and their media."""
