"""The panel 待上传与冲突: what waits, clashes, was refused or merged (SYNC points 4 and 6)."""
