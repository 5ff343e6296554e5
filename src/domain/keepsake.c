/* What a person keeps: saved filters, columns of a list, a form interrupted, the last records
 * opened. */
#include "domain.h"

#include <string.h>

#define CONTENT_MOST 8000

static enum status
put(struct work *work, const char *kind, const char *name, const char *content, bool shared)
{
	return work_run(work, SQL_KEEP_PUT,
			ARGS(ARG_TEXT("kind", kind), ARG_TEXT("name", name),
			     ARG_TEXT("content", content), ARG_INT("shared", shared ? 1 : 0)));
}

static enum status
drop(struct work *work, const char *kind, const char *name)
{
	int64_t dropped = 0;
	enum status status = work_run_any(
	    work, SQL_KEEP_DROP, ARGS(ARG_TEXT("kind", kind), ARG_TEXT("name", name)), &dropped);
	if (status == STATUS_OK && dropped == 0) {
		work_unchanged(work);
	}
	return status;
}

/* The program without an account has nobody to keep anything for. */
static enum status
somebody(struct work *work, const void *args)
{
	(void)args;
	return work->session->account != 0 ? STATUS_OK
					   : work_deny(work, "refusal.keep_nobody", NULL);
}

/* ---- filter.save, filter.delete ---- */

struct filter_save {
	const char *screen;
	const char *name;
	const char *content;
	enum answer shared;
};

static const struct param filter_save_params[] = {
	{ PARAM_TEXT(filter_save, screen), .flags = PARAM_MANDATORY, .most = 40 },
	{ PARAM_TEXT(filter_save, name), .flags = PARAM_MANDATORY, .most = 40 },
	{ PARAM_TEXT(filter_save, content), .flags = PARAM_MANDATORY, .most = CONTENT_MOST },
	{ PARAM_BOOL(filter_save, shared), .standard = "no" },
	{ .name = NULL },
};

static enum status
filter_save_apply(struct work *work, const void *args)
{
	const struct filter_save *save = args;
	const char *name = arena_format(work->arena, "%s/%s", save->screen, save->name);
	enum status status = put(work, "filter", name, save->content, save->shared == ANSWER_YES);
	if (status == STATUS_OK) {
		work_say(work, "outcome.filter_saved", ARGS(ARG_TEXT("name", save->name)));
	}
	return status;
}

const struct command filter_save = {
	.name = "filter.save",
	.flags = COMMAND_ACCOUNT | COMMAND_QUIET,
	PARAMS(filter_save, filter_save_params),
	.check = somebody,
	.apply = filter_save_apply,
};

struct filter_delete {
	const char *screen;
	const char *name;
};

static const struct param filter_delete_params[] = {
	{ PARAM_TEXT(filter_delete, screen), .flags = PARAM_MANDATORY, .most = 40 },
	{ PARAM_TEXT(filter_delete, name), .flags = PARAM_MANDATORY, .most = 40 },
	{ .name = NULL },
};

static enum status
filter_delete_apply(struct work *work, const void *args)
{
	const struct filter_delete *delete = args;
	const char *name = arena_format(work->arena, "%s/%s", delete->screen, delete->name);
	enum status status = drop(work, "filter", name);
	if (status == STATUS_OK) {
		work_say(work, "outcome.filter_deleted", ARGS(ARG_TEXT("name", delete->name)));
	}
	return status;
}

const struct command filter_delete = {
	.name = "filter.delete",
	.flags = COMMAND_ACCOUNT | COMMAND_QUIET,
	PARAMS(filter_delete, filter_delete_params),
	.check = somebody,
	.apply = filter_delete_apply,
};

/* ---- columns.save ---- */

struct columns_save {
	const char *screen;
	const char *content;
};

static const struct param columns_params[] = {
	{ PARAM_TEXT(columns_save, screen), .flags = PARAM_MANDATORY, .most = 40 },
	{ PARAM_TEXT(columns_save, content), .most = CONTENT_MOST }, /* none: the screen's own */
	{ .name = NULL },
};

static enum status
columns_apply(struct work *work, const void *args)
{
	const struct columns_save *save = args;
	return save->content != NULL ? put(work, "columns", save->screen, save->content, false)
				     : drop(work, "columns", save->screen);
}

const struct command columns_save = {
	.name = "columns.save",
	.flags = COMMAND_ACCOUNT | COMMAND_QUIET,
	PARAMS(columns_save, columns_params),
	.check = somebody,
	.apply = columns_apply,
};

/* ---- draft.keep, draft.drop ---- */

struct draft_keep {
	const char *name;
	const char *content;
};

static const struct param draft_keep_params[] = {
	{ PARAM_TEXT(draft_keep, name), .flags = PARAM_MANDATORY, .most = 120 },
	{ PARAM_TEXT(draft_keep, content), .flags = PARAM_MANDATORY | PARAM_MULTILINE,
	  .most = CONTENT_MOST },
	{ .name = NULL },
};

static enum status
draft_keep_apply(struct work *work, const void *args)
{
	const struct draft_keep *keep = args;
	return put(work, "draft", keep->name, keep->content, false);
}

const struct command draft_keep = {
	.name = "draft.keep",
	.flags = COMMAND_ACCOUNT | COMMAND_QUIET | COMMAND_PARTING,
	PARAMS(draft_keep, draft_keep_params),
	.check = somebody,
	.apply = draft_keep_apply, /* ACC-12 */
};

struct draft_drop {
	const char *name;
};

static const struct param draft_drop_params[] = {
	{ PARAM_TEXT(draft_drop, name), .flags = PARAM_MANDATORY, .most = 120 },
	{ .name = NULL },
};

static enum status
draft_drop_apply(struct work *work, const void *args)
{
	const struct draft_drop *gone = args;
	return drop(work, "draft", gone->name);
}

const struct command draft_drop = {
	.name = "draft.drop",
	.flags = COMMAND_ACCOUNT | COMMAND_QUIET,
	PARAMS(draft_drop, draft_drop_params),
	.check = somebody,
	.apply = draft_drop_apply,
};

/* ---- recent.keep ---- */

struct recent_keep {
	const char *kind;
	const char *key;
	const char *label;
};

static const struct param recent_params[] = {
	{ PARAM_TEXT(recent_keep, kind), .flags = PARAM_MANDATORY, .most = 40 },
	{ PARAM_TEXT(recent_keep, key), .flags = PARAM_MANDATORY, .most = 60 },
	{ PARAM_TEXT(recent_keep, label), .most = 120 },
	{ .name = NULL },
};

static enum status
recent_apply(struct work *work, const void *args)
{
	const struct recent_keep *recent = args;
	const char *name = arena_format(work->arena, "%s/%s", recent->kind, recent->key);
	enum status status =
	    put(work, "recent", name, recent->label != NULL ? recent->label : "", false);
	if (status == STATUS_OK) {
		status = work_run_any(work, SQL_KEEP_TRIM_RECENT, NULL, NULL);
	}
	return status;
}

const struct command recent_keep = {
	.name = "recent.keep",
	.flags = COMMAND_ACCOUNT | COMMAND_QUIET | COMMAND_PARTING,
	PARAMS(recent_keep, recent_params),
	.check = somebody,
	.apply = recent_apply,
};
