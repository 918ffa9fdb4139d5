"""Briefings as documents (ADR 51).

``questions.py`` says what is asked of the analysis and which periods are compared; ``bulletin.py`` (with
``bulletin_tables.py``, from the answers in ``answered.py``), ``event_report.py`` and ``special_report.py`` say what is
in which words, ``frame.py`` what stands around it, ``assembly.py`` puts it together as ``document.py``.
``docx_file.py`` (with ``docx_layout.py``, ``docx_cells.py``, ``docx_foot.py``, ``docx_pictures.py`` and
``docx_package.py``), ``xlsx_file.py`` and ``pdf_page.py`` write it with the figure of every number; ``word_lines.py``
ends the lines of titles and heads with words.  ``linting.py`` hands it to the linter; ``verify.py`` counts it again and
``verified.py`` says what was found (what is unpacked is bounded by ``bounded_package.py``) with what
``journal_facts.py`` derives in the names of ``told_names.py``.
"""
