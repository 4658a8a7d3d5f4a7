"""The started program, seen from outside."""
