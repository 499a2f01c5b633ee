"""The sandbox, proved right from outside."""
