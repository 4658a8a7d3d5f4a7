"""Receipts in the window: adding files, seeing pages, saving and printing them (clause 1.6)."""
