"""Assessment: attempts at a quiz, answers as they come, marks."""
