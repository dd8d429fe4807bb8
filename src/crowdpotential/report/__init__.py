"""Tables, figures and sentences of the report, and the writers of its files."""
