"""The second factor of an account: a code of an authenticator app."""
