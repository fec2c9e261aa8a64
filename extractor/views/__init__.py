"""Who shows it."""
