"""Tests of the API and its keys."""
