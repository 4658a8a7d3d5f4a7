"""Made-up figures for the demo province: no random state, no clock, the same for every run."""
