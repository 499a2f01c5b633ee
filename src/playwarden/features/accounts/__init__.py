"""Apps and accounts: add, connect by consent, renew, list, remove."""
