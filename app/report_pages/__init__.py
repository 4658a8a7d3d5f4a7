"""Printed pages of any grid as pure geometry: what stands where, before anything is painted (clause 2, 导出)."""
