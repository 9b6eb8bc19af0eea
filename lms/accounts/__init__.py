"""Accounts: opening one, signing in, roles granted over a part of the tree."""
