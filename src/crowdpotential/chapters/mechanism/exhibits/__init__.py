"""Tables and figures of the chapter on the mechanism."""
