"""What an auditor reads: the audit log and every way a unit's share could have been raised."""
