"""Results in a person's record: waiving, taking back with the consequences shown first."""
