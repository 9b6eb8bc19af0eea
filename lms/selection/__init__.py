"""Enrolling by hand: a unit with all below it, or people picked from the register."""
