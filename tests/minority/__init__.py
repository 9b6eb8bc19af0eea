"""Tests of who belongs to an ethnic minority."""
