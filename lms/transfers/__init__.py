"""Asking another unit's HR for somebody they keep."""
