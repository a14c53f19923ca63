"""The report as a document of blocks, and the forms that it is written in: text, Markdown, CSV, XLSX, PDF."""
