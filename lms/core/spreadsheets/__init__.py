"""Tables in and out: `writing` makes XLSX and CSV, `reading` reads what people upload.

Uploaded files are opened only in a child process (`child`), which imports nothing but the standard
library and the modules beside it; that is why nothing is imported here.
"""
