"""Answers that take seconds of a processor: computed in processes of their own (``apart.py``, ``study_process.py``),
and worked on while somebody asks for them (``studies.py``)."""
