"""Sealed reports of statutory targets."""
