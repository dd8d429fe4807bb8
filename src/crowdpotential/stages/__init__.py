"""The stages of a run, each a composition of the rooms: what it takes, the pure functions it calls, what it leaves.

`pipeline` decides which of them must run, and imports those alone: a check needs no model of groups. Nothing here writes a file, and only
`prepare` reads any.
"""
