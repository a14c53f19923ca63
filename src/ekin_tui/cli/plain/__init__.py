"""The program line by line: for screen readers, braille lines and terminals that can't move a cursor.

One question at a time, in plain text, over the same desk as the screens. Nothing is drawn, coloured or moved.
"""
