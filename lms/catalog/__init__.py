"""Catalogue: `courses/` read strictly and published as immutable programme versions."""
