"""What the report says in words, never stronger than the intervals."""
