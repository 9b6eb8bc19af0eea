"""The pages of statutory targets: the figure of a unit, the names behind it, files of both."""
