"""Protection: what a playlist says about itself stays what its owner wants."""
