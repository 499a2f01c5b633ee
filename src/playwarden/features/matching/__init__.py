"""From names to tracks: found without a call where possible, searched for where not, decided by people, kept."""
