"""Reorganisation: what a change of units means for the people, roles and settings in them."""
