"""Floor 1: what is true now, and all that was done; the models, their querysets and the ledger."""
