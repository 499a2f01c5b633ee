"""Rule sets: read from files, told with what is wrong in them."""
