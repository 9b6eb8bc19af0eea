"""Who is enrolled in what and why: by selection, by unit, by rule."""
