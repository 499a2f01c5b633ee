"""Safety rules: one rule per file, each check(plan) -> Allowed | Blocked."""
