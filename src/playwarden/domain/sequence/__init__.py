"""The search for a cheapest sequence: which entries stay, and the calls that arrange the rest round them."""
