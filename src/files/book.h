/* A workbook in libxlsxwriter's hands: template.c makes it, summary.c adds the last sheet. */
#ifndef GUICHET_FILES_BOOK_H
#define GUICHET_FILES_BOOK_H

#include "private.h"

#include <xlsxwriter.h>

enum { TYPES = TYPE_SAID + 1 };

struct book {
	lxw_workbook *workbook;
	lxw_format *heading, *bold, *title, *stamp, *total;
	lxw_format *types[TYPES];
	struct arena *arena;
	const struct table *table;
	const struct template_shape *shape;
};

/* Counts by product and state, and a chart of them (FLT-02). */
void summary_add(struct book *book);

#endif
