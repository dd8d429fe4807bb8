"""Replication: how replicates are drawn or delivered, and how their spread becomes variance."""
