"""Estimation and tests: estimates of domains by linearisation and replication, intervals, tables, regression, bounds."""
