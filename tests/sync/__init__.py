"""Rounds between real clients and a real central, told as stories."""
