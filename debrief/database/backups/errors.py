"""What is raised when there is no backup, or no restore."""


class BackupError(Exception):
    """The backup or restore was not done; the text says why and what to do."""


class ProgramsMissingError(BackupError):
    """No version of PostgreSQL's programs here can read the server; the text says which is needed."""
