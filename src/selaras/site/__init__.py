"""Floor 4: the entrance; settings, addresses and commands, imported by nobody."""
