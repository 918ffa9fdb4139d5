"""What is printed or saved as a document.

``page.py`` says what (an event's page, a handover); ``layout.py`` has it laid out by ``typst_process.py``, the only
process that loads typst; ``docx_page.py`` writes it for word processors,
``xlsx_page.py`` its tables for spreadsheets,
``written.py`` the file of the kind that is named.
"""
