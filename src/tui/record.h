/* One record, for record.c (keys), record_tabs.c and record_fields.c. */
#ifndef GUICHET_TUI_RECORD_H
#define GUICHET_TUI_RECORD_H

#include "list.h"

#define ROW_TABS BODY_TOP
#define ROW_BODY (BODY_TOP + 2)

struct record_pane {
	const struct screen *screen;
	struct rows *rows; /* a window of one row */
	struct error error;
	size_t tab;
	bool asked; /* the tab in front was entered with a password (ACC-10) */
	struct table *tables[TABS_MOST]; /* of the list tabs opened so far */
	const char *heading;             /* "Carte 7002 …" */
};

const struct list_row *record_row(const struct record_pane *record); /* NULL: it is gone */
/* Of a record whose row is there. */
struct subject record_subject(struct app *app, struct arena *arena,
			      const struct record_pane *record);
const struct tab *record_tab(const struct record_pane *record);
/* The rows of the tab in front; NULL when it is one of fields. */
struct table *record_table(const struct record_pane *record);
void record_ready(struct app *app, struct pane *pane, struct record_pane *record); /* reads them */
enum reaction record_go(struct app *app, struct pane *pane, int number);
enum reaction record_step(struct app *app, struct pane *pane, int step);
void record_draw_tabs(struct app *app, const struct record_pane *record);
void record_draw_fields(struct app *app, const struct record_pane *record, const struct tab *tab);


/* past.c (AUD-03): "e" asks the moment. */
bool past_offered(const struct record_pane *record);
enum reaction past_ask(struct app *app, struct record_pane *record);

#endif
