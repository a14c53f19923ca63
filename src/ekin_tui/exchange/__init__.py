"""Spreadsheets and documents, in and out: BKN's sheet, the report card, a calendar file. Knows no centre and no cache."""
