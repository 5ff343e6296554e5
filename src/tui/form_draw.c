/* How the fields of a form look: "Label *  [value_____ v]  ! error".  What does not fit beside a
 * field goes on a line below it. */
#include "form.h"

#include <string.h>

#define BRACKETS 2
#define LIST_SIGN 2 /* " v" before the closing bracket */
#define CHANGED_SIGN ">"
#define GAP 2 /* between the field and what stands beside it */
#define TEXT_PLACE 41
#define TALL_WIDTH 56 /* of a text of several lines ... */
#define TALL_LINES 6
#define CHOICE_GAP 3
#define ERROR_LINES 3
#define SPELLED_MOST 16 /* choices shown below a field of several */

/* Where the parts of an entry are, in columns of its line. */
struct place {
	int field;  /* first column inside the brackets */
	int width;  /* of the field */
	int beside; /* first column behind it */
	int room;   /* columns left there */
};

/* A text that is written, not typed in: shown in several lines. */
static bool
is_tall(const struct entry *entry)
{
	return (entry->param->flags & PARAM_MULTILINE) != 0 && entry->look == LOOK_TEXT;
}

static int
text_place(const struct param *param)
{
	const size_t most = param->most == 0 ? TEXT_PLACE : param->most + 1;

	return most > TEXT_PLACE ? TEXT_PLACE : (int)most;
}

static int
widest(const struct entry *entry)
{
	int width = 8;

	for (size_t i = 0; i < entry->all_count; i++) {
		const int word = text_width(entry->all[i].label);

		if (word > width)
			width = word;
	}
	return width;
}

static int
wanted_width(const struct entry *entry)
{
	static const struct {
		enum type type;
		int width;
	} widths[] = {
		{ .type = TYPE_DATE, .width = 11 },  { .type = TYPE_MONTH, .width = 8 },
		{ .type = TYPE_STAMP, .width = 20 }, { .type = TYPE_INT, .width = 9 },
		{ .type = TYPE_MONEY, .width = 13 }, { .type = TYPE_QUANTITY, .width = 13 },
		{ .type = TYPE_CARD, .width = 24 },  { .type = TYPE_PLATE, .width = 16 },
		{ .type = TYPE_PHONE, .width = 20 }, { .type = TYPE_RECORD, .width = 26 },
	};

	if (entry->width > 0)
		return entry->width;
	if (entry->look == LOOK_DIGITS || entry->look == LOOK_ANSWER)
		return 1;
	if (entry->look == LOOK_CHOICE)
		return widest(entry);
	for (size_t i = 0; i < sizeof widths / sizeof widths[0]; i++) {
		if (widths[i].type == entry->param->type)
			return widths[i].width;
	}
	return is_tall(entry) ? TALL_WIDTH : text_place(entry->param);
}

static struct place
place_of(const struct sheet *sheet, const struct entry *entry, int width)
{
	const int sign = entry_lists(entry) ? LIST_SIGN : 0;
	struct place place = { .field = sheet_label_width(sheet) + 1 };
	/* What is said beside an empty field is never cut. */
	const int hint =
	    entry->hint == NULL || entry->look != LOOK_TEXT ? 0 : text_width(entry->hint) + GAP;
	const int most = width - place.field - sign - 1 - hint;

	place.width = wanted_width(entry);
	if (place.width > most)
		place.width = most;
	if (place.width < 1)
		place.width = 1;
	place.beside = place.field + place.width + sign + 1 + GAP;
	place.room = width - place.beside;
	return place;
}

static const char *
error_words(const struct sheet *sheet, const struct entry *entry)
{
	struct arena *scratch = sheet->app->scratch;

	if (entry->error.status == STATUS_OK)
		return NULL;
	return arena_format(scratch, "! %s",
			    error_text(scratch, app_lang(sheet->app), &entry->error));
}

/* --- choices in line: "[1]  1 Vol   2 Perte   3 Non reçue", on as many lines as it takes --- */

struct choices_line {
	const struct entry *entry;
	const char *taken; /* of several: the codes; NULL: the one chosen */
	int y, x, width;   /* y below 0: only counted */
	int height;        /* of what may be drawn */
	bool focused;
};

static const char *
numbered(const struct sheet *sheet, const struct entry *entry, size_t index)
{
	return arena_format(sheet->app->scratch, "%zu %s", index + 1, entry->all[index].label);
}

static int
choices_in_line(const struct sheet *sheet, const struct choices_line *where)
{
	int column = 0;
	int line = 0;

	for (size_t i = 0; i < where->entry->all_count; i++) {
		const char *text = numbered(sheet, where->entry, i);
		const int width = text_width(text);
		const bool chosen = where->taken != NULL
					? several_taken(where->taken, where->entry->all[i].value)
					: where->entry->chosen == (int)i;

		if (column > 0 && column + width > where->width) {
			column = 0;
			line++;
		}
		if (where->y >= 0 && line < where->height)
			term_text(where->y + line, where->x + column, where->width - column,
				  chosen ? STYLE_FOCUS : STYLE_NORMAL, text);
		column += width + CHOICE_GAP;
	}
	return line + 1;
}

/* Few enough to stand below the field, numbered. */
static bool
spelled_out(const struct entry *entry)
{
	return entry->look == LOOK_SEVERAL && (entry->param->flags & PARAM_COLUMNS) == 0 &&
	       entry->all_count <= SPELLED_MOST;
}

static struct choices_line
below_several(const struct sheet *sheet, const struct entry *entry, int width)
{
	return (struct choices_line){
		.entry = entry,
		.taken = entry_text(entry, sheet->app->scratch),
		.y = -1,
		.width = width - sheet_label_width(sheet) - 1,
	};
}

/* Of small records: the words of one, or of the line that adds, in their lines. */
static const char *const *
item_lines(const struct sheet *sheet, const struct entry *entry, size_t row, int width,
	   size_t *count)
{
	const char *words = row < entry->row_count
				? items_words(sheet, entry, row)
				: lang_text(app_lang(sheet->app), "form.item_line");

	return text_wrap(sheet->app->scratch, words, width - sheet_label_width(sheet) - 1, count);
}

/* Of the rows before that one. */
static int
lines_before(const struct sheet *sheet, const struct entry *entry, size_t row, int width)
{
	int lines = 0;
	size_t count;

	for (size_t i = 0; i < row; i++) {
		item_lines(sheet, entry, i, width, &count);
		lines += (int)count;
	}
	return lines;
}

static int
value_lines(const struct sheet *sheet, const struct entry *entry, int width)
{
	const struct place place = place_of(sheet, entry, width);
	const struct choices_line below = below_several(sheet, entry, width);

	if (entry->look == LOOK_ROWS)
		return lines_before(sheet, entry, entry->row_count + 1, width);
	if (is_tall(entry))
		return TALL_LINES;
	if (spelled_out(entry))
		return 1 + choices_in_line(sheet, &below);
	if (entry->look != LOOK_DIGITS)
		return 1;
	return choices_in_line(
	    sheet, &(struct choices_line){ .entry = entry, .y = -1, .width = place.room });
}

/* Whether the error needs lines of its own below. */
static bool
error_below(const struct sheet *sheet, const struct entry *entry, int width)
{
	const char *words = error_words(sheet, entry);
	const struct place place = place_of(sheet, entry, width);

	if (words == NULL)
		return false;
	if (entry->look == LOOK_DIGITS || entry->look == LOOK_ANSWER)
		return true;
	return text_width(words) > place.room;
}

static const char *const *
error_wrapped(const struct sheet *sheet, const struct entry *entry, int width, size_t *count)
{
	const char *const *lines = NULL;

	*count = 0;
	if (error_below(sheet, entry, width))
		lines = text_wrap(sheet->app->scratch, error_words(sheet, entry),
				  width - sheet_label_width(sheet), count);
	if (*count > ERROR_LINES)
		*count = ERROR_LINES;
	return lines;
}

static int
entry_lines(const struct sheet *sheet, const struct entry *entry, int width)
{
	size_t below;

	error_wrapped(sheet, entry, width, &below);
	return (entry->heading != NULL ? 2 : 0) + value_lines(sheet, entry, width) + (int)below;
}

int
sheet_height(struct sheet *sheet, int width)
{
	int height = 0;

	for (size_t i = 0; i < sheet->count; i++) {
		if (sheet_on_page(sheet, &sheet->entries[i]))
			height += entry_lines(sheet, &sheet->entries[i], width);
	}
	return height;
}

/* --- drawing --- */

struct area {
	int y, x, height, width; /* y: line of the entry, which may lie outside */
	int top;                 /* first line of the area */
	bool focused;
};

static bool
inside(const struct area *area, int y)
{
	return y >= area->top && y < area->top + area->height;
}

const char *
sheet_legend(const struct sheet *sheet)
{
	const struct lang *lang = app_lang(sheet->app);
	bool starred = false;

	for (size_t i = 0; i < sheet->count; i++) {
		const struct entry *entry = &sheet->entries[i];

		starred |= !entry->absent && (entry->param->flags & PARAM_MANDATORY) != 0;
	}
	return arena_format(sheet->app->scratch, "%s%s%s",
			    starred ? lang_text(lang, "form.mandatory") : "",
			    starred && sheet->marks ? "   " : "",
			    sheet->marks ? lang_text(lang, "form.changed") : "");
}

static void
draw_label(const struct sheet *sheet, const struct entry *entry, const struct area *area)
{
	const bool mandatory = (entry->param->flags & PARAM_MANDATORY) != 0;
	const char *label =
	    mandatory ? arena_format(sheet->app->scratch, "%s *", entry->label) : entry->label;

	term_text(area->y, area->x, sheet_label_width(sheet) - 1,
		  area->focused ? STYLE_HEADING : STYLE_NORMAL, label);
	if (sheet->marks && entry_changed(entry, sheet->app->scratch))
		term_text(area->y, area->x + sheet_label_width(sheet) - 1, 1, STYLE_WARNING,
			  CHANGED_SIGN);
}

static void
draw_beside(const struct sheet *sheet, const struct entry *entry, const struct area *area,
	    const struct place *place)
{
	const char *words = error_words(sheet, entry);
	const char *aside = entry->note;

	if (words != NULL && !error_below(sheet, entry, area->width)) {
		term_text(area->y, area->x + place->beside, place->room, STYLE_BAD, words);
		return;
	}
	if (entry->param->beside != NULL && entry->field.size > 0)
		aside = entry->param->beside(sheet->app->scratch, app_lang(sheet->app),
					     entry->field.text);
	if (aside == NULL && area->focused && entry->field.size == 0 && entry->look == LOOK_TEXT)
		aside = entry->hint;
	if (entry->look == LOOK_ANSWER)
		aside = lang_text(app_lang(sheet->app), "form.answers");
	if (aside != NULL)
		term_text(area->y, area->x + place->beside, place->room,
			  entry->look == LOOK_ANSWER ? STYLE_NORMAL : STYLE_DIM, aside);
}

static const char *
short_value(const struct sheet *sheet, const struct entry *entry)
{
	if (entry->look == LOOK_DIGITS)
		return entry->chosen < 0
			   ? ""
			   : arena_format(sheet->app->scratch, "%d", entry->chosen + 1);
	if (entry->look == LOOK_ANSWER && entry->chosen != ANSWER_NONE)
		return lang_text(app_lang(sheet->app), entry->chosen == ANSWER_YES
							   ? "form.letter.yes"
							   : "form.letter.no");
	if (entry->look == LOOK_ANSWER)
		return "";
	return entry_words(entry, sheet->app->scratch);
}

/* One after the other, and the line that adds. */
static void
draw_items(const struct sheet *sheet, const struct entry *entry, const struct area *area)
{
	const int x = area->x + sheet_label_width(sheet) + 1;
	const int width = area->width - sheet_label_width(sheet) - 1;
	int y = area->y;

	for (size_t i = 0; i <= entry->row_count; i++) {
		const enum style style = area->focused && i == entry->row ? STYLE_FOCUS
					 : i == entry->row_count          ? STYLE_DIM
									  : STYLE_NORMAL;
		size_t count;
		const char *const *lines = item_lines(sheet, entry, i, area->width, &count);

		if (style == STYLE_FOCUS && inside(area, y))
			term_cursor(y, x);
		for (size_t j = 0; j < count; j++, y++) {
			if (inside(area, y))
				term_text(y, x, width, style, lines[j]);
		}
	}
}

static void
draw_several(const struct sheet *sheet, const struct entry *entry, const struct area *area)
{
	struct choices_line below = below_several(sheet, entry, area->width);

	below.y = area->y + 1;
	below.x = area->x + sheet_label_width(sheet) + 1;
	below.height = area->top + area->height - below.y;
	choices_in_line(sheet, &below);
}

/* Its frame opens on the first line and closes on the last. */
static void
draw_tall(struct sheet *sheet, struct entry *entry, const struct area *area)
{
	const struct place place = place_of(sheet, entry, area->width);
	const int x = area->x + place.field;
	const int room = area->top + area->height - area->y;
	const int height = room < TALL_LINES ? room : TALL_LINES;

	term_text(area->y, x - 1, 1, STYLE_DIM, "[");
	field_draw_lines(&entry->field, area->y, x, height, place.width, area->focused);
	term_text(area->y + height - 1, x + place.width, 1, STYLE_DIM, "]");
}

static void
draw_value(struct sheet *sheet, struct entry *entry, const struct area *area)
{
	const struct place place = place_of(sheet, entry, area->width);
	const int x = area->x + place.field;

	term_text(area->y, x - 1, 1, STYLE_DIM, "[");
	term_text(area->y, x + place.width, BRACKETS + LIST_SIGN, STYLE_DIM,
		  entry_lists(entry) ? " v]" : "]");
	if (!area->focused && entry_several(entry) && (entry->param->flags & PARAM_COLUMNS) != 0) {
		term_cell(area->y, x, place.width, STYLE_FIELD,
			  several_summary(entry, sheet->app->scratch), false, false);
	} else if (entry_typed(entry)) {
		field_draw(&entry->field, area->y, x, place.width, area->focused);
	} else {
		term_cell(area->y, x, place.width, area->focused ? STYLE_FIELD_FOCUS : STYLE_FIELD,
			  short_value(sheet, entry), false, false);
		if (area->focused)
			term_cursor(area->y, x);
	}
	if (entry->look == LOOK_DIGITS)
		choices_in_line(sheet, &(struct choices_line){
					   .entry = entry,
					   .y = area->y,
					   .x = area->x + place.beside,
					   .width = place.room,
					   .height = area->top + area->height - area->y,
				       });
	else
		draw_beside(sheet, entry, area, &place);
	if (spelled_out(entry))
		draw_several(sheet, entry, area);
}

static void
draw_entry(struct sheet *sheet, struct entry *entry, struct area area)
{
	const int lines = value_lines(sheet, entry, area.width);
	const char *const *below;
	size_t count;

	if (entry->heading != NULL) {
		if (inside(&area, area.y + 1))
			term_text(area.y + 1, area.x, area.width, STYLE_HEADING, entry->heading);
		area.y += 2;
	}
	if (inside(&area, area.y))
		draw_label(sheet, entry, &area);
	if (entry->look == LOOK_ROWS)
		draw_items(sheet, entry, &area);
	else if (inside(&area, area.y) && is_tall(entry))
		draw_tall(sheet, entry, &area);
	else if (inside(&area, area.y))
		draw_value(sheet, entry, &area);
	below = error_wrapped(sheet, entry, area.width, &count);
	for (size_t i = 0; i < count; i++) {
		const int y = area.y + lines + (int)i;

		if (inside(&area, y))
			term_text(y, area.x + sheet_label_width(sheet),
				  area.width - sheet_label_width(sheet), STYLE_BAD, below[i]);
	}
}

/* The entry in focus stays in sight, its error too; of small records the one in focus. */
static void
scroll(struct sheet *sheet, int height, int width)
{
	const struct entry *focus = sheet_focus(sheet);
	int line = 0;
	int lines = 0;

	for (size_t i = 0; i <= sheet->focus && i < sheet->count; i++) {
		if (!sheet_on_page(sheet, &sheet->entries[i]))
			continue;
		line += lines;
		lines = entry_lines(sheet, &sheet->entries[i], width);
	}
	if (focus != NULL && focus->look == LOOK_ROWS && lines > height) {
		line += lines_before(sheet, focus, focus->row, width);
		lines = lines_before(sheet, focus, focus->row + 1, width) -
			lines_before(sheet, focus, focus->row, width);
	}
	if (line + lines > sheet->scroll + height)
		sheet->scroll = line + lines - height;
	if (line < sheet->scroll)
		sheet->scroll = line;
	if (sheet_height(sheet, width) <= height)
		sheet->scroll = 0;
}

void
sheet_draw(struct sheet *sheet, int y, int x, int height, int width, bool focused)
{
	struct area area = { .x = x, .height = height, .width = width, .top = y };

	scroll(sheet, height, width);
	area.y = y - sheet->scroll;
	for (size_t i = 0; i < sheet->count; i++) {
		struct entry *entry = &sheet->entries[i];

		if (!sheet_on_page(sheet, entry))
			continue;
		area.focused = focused && i == sheet->focus;
		draw_entry(sheet, entry, area);
		area.y += entry_lines(sheet, entry, width);
	}
	/* There is more above, or below. */
	if (sheet->scroll > 0)
		term_text(y, x + width - 1, 1, STYLE_HEADING, "^");
	if (area.y > y + height)
		term_text(y + height - 1, x + width - 1, 1, STYLE_HEADING, "v");
}
