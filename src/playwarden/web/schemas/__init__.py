"""The documents that API version 1 takes and answers, one file per slice."""
