"""What the engine and the features need of the outside, as protocols over domain values; one file per neighbour."""
