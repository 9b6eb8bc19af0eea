"""Gazetteer: lists of units from Excel, compared with the tree and then written."""
