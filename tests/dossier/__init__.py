"""Tests of results for the national database."""
