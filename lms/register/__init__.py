"""Register: the people in scope, one by one: their page, a new code, enrolment, one more try."""
