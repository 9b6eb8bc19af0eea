"""Roster: HR's register of staff, and the files that change it."""
