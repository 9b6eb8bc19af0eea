"""Notices and reminders, by e-mail, within a budget."""
