"""Who says what a number means."""
