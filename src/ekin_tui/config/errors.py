"""What is wrong with the settings."""


class SettingsError(Exception):
    """A setting can't be used. ``code`` and ``args`` make the sentence; ``place`` is ``file:line`` or a variable."""

    def __init__(self, code: str, place: str, key: str, **args: str | int) -> None:
        """``key`` is the setting's dotted name."""
        super().__init__(code)
        self.code, self.place, self.key, self.details = code, place, key, args
