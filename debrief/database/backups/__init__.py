"""Backups: a folder with what pg_dump wrote and a manifest of what has to be in it.

A dump made by a role that row security binds has no rows and ends well, so nothing here takes a program's
word: rows are counted and hashed in the database, in the dump, and in the database it was restored into.
"""
