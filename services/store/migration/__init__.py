"""Moving data folders of earlier programs to today's form: each step a file with a test."""
