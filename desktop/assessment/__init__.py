"""The assessment and the vital signs: two trees, what is behind their numbers, what people enter, freezing."""
