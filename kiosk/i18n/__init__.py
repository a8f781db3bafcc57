"""Languages: texts to be translated, the translator, the forms of numbers and times."""
