"""What people and data sets say about tracks and artists, and what rules never choose."""
