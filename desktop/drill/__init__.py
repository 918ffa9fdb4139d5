"""Drills: the director's console, what a role is told and answers, marks, scores, assessments, the live strip."""
