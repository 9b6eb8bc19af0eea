"""Tests of a year's results."""
