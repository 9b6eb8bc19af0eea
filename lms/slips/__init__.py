"""Activation slips: one-time codes on paper for the people a staff file brought in."""
