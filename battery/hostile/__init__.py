"""Files that a stranger, a broken disk or a careless export may put in the place of a right one, by kind of file.

A generator takes the bytes of a right file and returns hostile ones; `places` puts something else than a plain file there.
"""
