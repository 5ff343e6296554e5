/* floor FILE.tsv FILE.xlsx: the cells of a tab-separated file written by libxlsxwriter in constant
 * memory, the plainest way: what the export of the same rows is measured against (FLT-01). */
#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

_Noreturn static void
die(const char *what)
{
	fprintf(stderr, "floor: %s\n", what);
	exit(1);
}

/* "1 250,00" is a number, 19 digits are a card. */
static bool
read_number(const char *cell, double *number)
{
	char plain[16];
	size_t size = 0;

	for (; *cell != '\0'; cell++) {
		if (*cell == ' ')
			continue;
		if ((!isdigit((unsigned char)*cell) && *cell != ',') || size + 1 == sizeof plain)
			return false;
		plain[size++] = *cell == ',' ? '.' : *cell;
	}
	plain[size] = '\0';
	*number = strtod(plain, NULL);
	return size > 0;
}

static void
write_line(lxw_worksheet *sheet, lxw_row_t row, char *line, lxw_format *format)
{
	for (lxw_col_t column = 0; line != NULL; column++) {
		char *cell = strsep(&line, "\t\n");
		double number;

		if (read_number(cell, &number))
			worksheet_write_number(sheet, row, column, number, format);
		else if (*cell != '\0')
			worksheet_write_string(sheet, row, column, cell, NULL);
	}
}

int
main(int count, char **words)
{
	lxw_workbook_options options = { .constant_memory = LXW_TRUE, .use_zip64 = LXW_TRUE };
	FILE *rows = count == 3 ? fopen(words[1], "r") : NULL;
	char *line = NULL;
	size_t room = 0;

	if (rows == NULL)
		die("usage: floor FILE.tsv FILE.xlsx");

	lxw_workbook *book = workbook_new_opt(words[2], &options);
	lxw_worksheet *sheet = workbook_add_worksheet(book, "Parc");
	lxw_format *format = workbook_add_format(book);

	format_set_num_format(format, "#,##0.00");
	for (lxw_row_t row = 0; row < LXW_ROW_MAX && getline(&line, &room, rows) > 0; row++)
		write_line(sheet, row, line, format);
	free(line);
	fclose(rows);
	if (workbook_close(book) != LXW_NO_ERROR)
		die("the workbook cannot be written");
	return 0;
}
