"""Statutory targets as data, and the share of staff trained as of any day."""
