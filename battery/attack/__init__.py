"""An attack on disclosure control: what somebody who has nothing but the public files works out of the numbers that are hidden.

It shares no code with the room that hides them.
"""
