"""Content: the files of `courses/`, read strictly and turned into programme documents."""
