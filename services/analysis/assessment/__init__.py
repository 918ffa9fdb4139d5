"""The tree of the assessment and the vital signs: values, evidence, doubts, and what was frozen."""
