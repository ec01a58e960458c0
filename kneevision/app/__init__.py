"""The app: a page in the browser, served from this machine only, for people who do not open a terminal.

It keeps people, sessions, clips and jobs; not one number is computed here: `pipeline.analyze` and `compare` do that.
"""
