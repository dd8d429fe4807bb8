"""Estimates of the chapter on barriers, motives, channels and topics."""
