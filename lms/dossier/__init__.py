"""Results of training for the national database of officials."""
