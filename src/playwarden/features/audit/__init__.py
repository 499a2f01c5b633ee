"""The audit trail as people use it: list, verify, export."""
