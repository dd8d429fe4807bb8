"""Exhibits as a workbook: one sheet each, numbers as numbers."""
