"""Files dropped or chosen: preview, columns, rows."""
