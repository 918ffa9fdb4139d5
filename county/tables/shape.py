"""What was found out about a table while reading it: format, encoding, delimiter, header, and what was skipped."""

from __future__ import annotations

from dataclasses import dataclass

_DELIMITERS = {"\t": "tabs", ",": "','", ";": "';'", "|": "'|'", "，": "'，'"}


@dataclass
class TableShape:
    """The shape of one table.  Format, encoding, delimiter and header are known with the first row, or fault, that
    :meth:`county.tables.reader.TableFile.rows` yields; the counts rise up to the last one."""

    format: str = ""
    """CSV, XLSX, XLS, ODS, HTML, XML, Excel XML, CAP, JSON, JSON lines, GeoJSON or DBF."""
    packed: str = ""
    """Name of the file inside the archive, or "gzip"; "" when it is not packed."""
    encoding: str = ""
    """UTF-8, UTF-16, UTF-32, GB 18030 or Big5, of DBF also several; "" for binary formats."""
    delimiter: str = ""
    """Of CSV; otherwise ""."""
    sheet: str = ""
    """Sheet of a workbook; path of the list in a JSON document, of the row element in an XML document."""
    header_row: int = 0
    """Line or row of the header as seen in an editor or in Excel, the first is 1; 0 for formats without a header."""
    headers: tuple[str, ...] = ()
    """As written in the file, without surrounding blanks; for formats without a header the keys seen so far."""
    unit_row: int = 0
    """Of the units below the header, which stand in :attr:`headers`; 0 for none."""
    title_rows: int = 0
    """Skipped above the header."""
    titles: tuple[str, ...] = ()
    """The texts of those rows."""
    repeated_headers: int = 0
    """Skipped below it."""
    total_rows: int = 0
    """Skipped: 合计, 总计, 小计, Total, Sum."""
    hidden_rows: int = 0
    """Of a spreadsheet, by a filter or by hand: they are read like the others."""
    dates_1904: bool = False
    """A spreadsheet whose numbers of dates count days since 1904-01-01."""
    joined_angles: tuple[str, ...] = ()
    """Columns made of several ones of degrees, minutes and seconds."""
    decimal_comma: bool = False
    """Numbers seem to be written as 12,5."""

    def __str__(self) -> str:
        """In one line: CSV in GB 18030, separated by ';', header in line 3, 2 title lines skipped."""
        row = "line" if self.format == "CSV" else "row"
        parts = [f"{self.format} in {self.encoding}" if self.encoding else self.format]
        if self.packed:
            parts[0] += " (gzip)" if self.packed == "gzip" else f" ({self.packed} in an archive)"
        if self.delimiter:
            parts.append(f"separated by {_DELIMITERS.get(self.delimiter, repr(self.delimiter))}")
        if self.sheet:
            kind = "list" if self.format == "JSON" else "element" if self.format == "XML" else "sheet"
            parts.append(f"{kind} {self.sheet}")
        if self.header_row:
            parts.append(f"header in {row} {self.header_row}")
        if self.unit_row:
            parts.append(f"units in {row} {self.unit_row}")
        skipped = {f"title {row}": self.title_rows, "repeated header": self.repeated_headers}
        for what, count in (skipped | {"total row": self.total_rows}).items():
            if count:
                parts.append(f"{count} {what}{'s' * (count != 1)} skipped")
        if self.hidden_rows:
            parts.append(f"{self.hidden_rows} hidden row{'s' * (self.hidden_rows != 1)} read as well")
        if self.dates_1904:
            parts.append("numbers of dates count from 1904")
        if self.joined_angles:
            parts.append(f"{' and '.join(self.joined_angles)} from columns of degrees, minutes and seconds")
        if self.decimal_comma:
            parts.append("decimal commas")
        return ", ".join(parts)
