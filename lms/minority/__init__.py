"""Who belongs to an ethnic minority: sensitive, kept only where the installation says so."""
