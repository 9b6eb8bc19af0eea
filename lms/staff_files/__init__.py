"""Staff files: what their columns and cells say, and whom and which unit a row means."""
