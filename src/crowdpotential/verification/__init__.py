"""Repeating a published report: its files by their hashes, its inputs by theirs, and every number computed anew.

Nothing is written into the folder of the report: the repeat works in a folder of its own, which is removed.
"""

from crowdpotential.verification.verify import Verified, verify_report

__all__ = ["Verified", "verify_report"]
