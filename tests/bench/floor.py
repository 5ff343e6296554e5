"""floor.py FILE.tsv FILE.xlsx: the cells of a tab-separated file written by python3-xlsxwriter in constant memory."""
import sys

import xlsxwriter

book = xlsxwriter.Workbook(sys.argv[2], {"constant_memory": True, "strings_to_numbers": False})
sheet = book.add_worksheet("Parc")
amount = book.add_format({"num_format": "#,##0.00"})
with open(sys.argv[1], encoding="utf-8") as lines:
    for row, line in enumerate(lines):
        for column, cell in enumerate(line.rstrip("\n").split("\t")):
            plain = cell.replace(" ", "").replace(",", ".", 1)
            if plain.replace(".", "", 1).isdigit() and len(plain) < 16:
                sheet.write_number(row, column, float(plain), amount)
            elif cell:
                sheet.write_string(row, column, cell)
book.close()
