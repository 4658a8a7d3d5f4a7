"""Tests in tiers: unit, integration, sync, gui, e2e; and bench, which measures."""
