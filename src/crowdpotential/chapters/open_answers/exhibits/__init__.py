"""Tables and figures of the chapter on open answers."""
