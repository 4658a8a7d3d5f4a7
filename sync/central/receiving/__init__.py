"""What the central does with data from the integrated platform: plan, write, remember (SPEC section 4, 数据接收)."""
