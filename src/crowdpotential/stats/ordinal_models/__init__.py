"""Factor models of ordered answers in several groups (WLSMV)."""
