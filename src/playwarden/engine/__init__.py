"""The cycle: observe, plan, apply, record."""
