"""Before the interview: the synthetic survey whose truth is known."""
