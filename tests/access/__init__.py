"""Who may see and do what: the product against an oracle, and two governments against each other."""
