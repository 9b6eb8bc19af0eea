"""Programme: the shape of a published document, and its one canonical JSON."""
