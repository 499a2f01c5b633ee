"""The quota ledger: every call booked before it leaves, bans honoured, ceilings learned."""
