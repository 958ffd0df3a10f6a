"""Floor 2: one act is one function, and nothing else writes."""
