"""Spreadsheets and documents in and out: BKN's sheet, the report card, a calendar; knows no centre and no cache."""
