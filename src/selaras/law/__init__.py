"""Floor 0: the regulation as pure values and functions, without Django, database or clock."""
