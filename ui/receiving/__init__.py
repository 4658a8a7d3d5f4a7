"""数据接收 in the window: what came from the integrated platform when, and what could not be taken."""
