"""Approval in the window: where a 填报单 stands, what may be done with it, the opinion, the log (clauses 1.8, 1.9)."""
