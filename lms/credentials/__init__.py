"""Credentials: certificates, their numbers, PDFs, public verification, revocation."""
