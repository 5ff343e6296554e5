/* guichet doctor: what the program finds around it, and what of it will hurt. */
#include "cli.h"
#include <errno.h>
#include <fcntl.h>
#include <guichet/config.h>
#include <guichet/exchange.h>
#include <guichet/guichet.h>
#include <guichet/session.h>
#include <guichet/store.h>
#include <guichet/text.h>
#include <langinfo.h>
#include <libgen.h>
#include <limits.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

#define SYNCS 50
#define SYNC_BYTES 8192
#define SYNC_SLOW 0.050 /* seconds at p50: a save would be felt */

struct doctor {
	struct cli *cli;
	int wrong; /* what keeps the program from working */
};

enum mark { MARK_FINE, MARK_NOTE, MARK_WRONG };

static void
section(const struct doctor *doctor, const char *key)
{
	printf("%s\n", lang_text(doctor->cli->lang, key));
}

static void
line(struct doctor *doctor, enum mark mark, const char *label, const char *words)
{
	static const char *const marks[] = { "  ", "- ", "! " };
	struct arena *arena = doctor->cli->arena;
	if (mark == MARK_WRONG)
		doctor->wrong++;
	printf("%s%s %s\n", marks[mark], text_pad(arena, label, 20, false),
	       text_clean(arena, words));
}

static const char *
words(const struct doctor *doctor, const char *key, const struct arg *args)
{
	return lang_format(doctor->cli->arena, doctor->cli->lang, key, args);
}

static const char *
label(const struct doctor *doctor, const char *key)
{
	return lang_text(doctor->cli->lang, key);
}

static const char *
environment(const char *name)
{
	const char *value = getenv(name);
	return value ? value : "";
}

static void
look_at_terminal(struct doctor *doctor)
{
	struct arena *arena = doctor->cli->arena;
	const char *term = environment("TERM");
	struct winsize size = { .ws_row = 0 };
	section(doctor, "cli.doctor.terminal");
	bool poor = term[0] == '\0' || strcmp(term, "dumb") == 0;
	line(doctor, poor ? MARK_NOTE : MARK_FINE, "TERM",
	     poor ? words(doctor, "cli.doctor.term_poor", ARGS(ARG_TEXT("term", term))) : term);
	int file = isatty(STDOUT_FILENO) ? STDOUT_FILENO : STDERR_FILENO;
	if (!isatty(file) || ioctl(file, TIOCGWINSZ, &size) != 0) {
		line(doctor, MARK_NOTE, label(doctor, "cli.doctor.size"),
		     words(doctor, "cli.doctor.no_terminal", NULL));
	} else {
		bool small = size.ws_row < 24 || size.ws_col < 80;
		const char *shown = arena_format(arena, "%ux%u", size.ws_col, size.ws_row);
		line(doctor, small ? MARK_NOTE : MARK_FINE, label(doctor, "cli.doctor.size"),
		     small ? words(doctor, "cli.doctor.small", ARGS(ARG_TEXT("size", shown)))
			   : shown);
	}
	line(
	    doctor, MARK_FINE, label(doctor, "cli.doctor.colours"),
	    words(doctor,
		  environment("NO_COLOR")[0] != '\0' ? "cli.doctor.no_colour" : "cli.doctor.colour",
		  ARGS(ARG_TEXT("colorterm", environment("COLORTERM")))));
	bool utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
	line(doctor, utf8 ? MARK_FINE : MARK_WRONG, label(doctor, "cli.doctor.locale"),
	     arena_format(arena, "%s (%s)", setlocale(LC_CTYPE, NULL), nl_langinfo(CODESET)));
	line(doctor, MARK_FINE, "TZ",
	     environment("TZ")[0] != '\0' ? environment("TZ") : "/etc/localtime");
}

/* The name of a file system by its number; what is not here is shown as its number. */
static const char *
system_name(struct arena *arena, unsigned long type)
{
	static const struct {
		unsigned long type;
		const char *name;
	} known[] = {
		{ 0xEF53, "ext4" },      { 0x58465342, "xfs" },  { 0x9123683E, "btrfs" },
		{ 0x01021994, "tmpfs" }, { 0x6969, "nfs" },      { 0x794c7630, "overlayfs" },
		{ 0xFF534D42, "cifs" },  { 0xFE534D42, "smb2" }, { 0x2FC12FC1, "zfs" },
		{ 0x65735546, "fuse" },  { 0x4d44, "vfat" },     { 0xF2F52010, "f2fs" },
	};
	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
		if (known[i].type == (type & 0xFFFFFFFFUL))
			return known[i].name;
	return arena_format(arena, "0x%lx", type & 0xFFFFFFFFUL);
}

static double
seconds_now(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int
compare(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

/* 8 KiB appended and made durable, fifty times: what every save costs. */
static int
measure_syncs(struct arena *arena, const char *folder, double times[SYNCS])
{
	char *block = arena_alloc(arena, SYNC_BYTES);
	char *path = arena_format(arena, "%s/.guichet-doctor-XXXXXX", folder);
	int file = mkstemp(path);
	if (file < 0)
		return errno;
	unlink(path);
	int bad = 0;
	for (int i = 0; i < SYNCS && bad == 0; i++) {
		double start = seconds_now();
		errno = 0;
		if (write(file, block, SYNC_BYTES) != SYNC_BYTES || fdatasync(file) != 0)
			bad = errno != 0 ? errno : EIO;
		times[i] = seconds_now() - start;
	}
	close(file);
	qsort(times, SYNCS, sizeof *times, compare);
	return bad;
}

static void
look_at_disk(struct doctor *doctor)
{
	struct arena *arena = doctor->cli->arena;
	/* Where the store will be, when it is not there yet. */
	char *folder = dirname(arena_copy(arena, doctor->cli->store_path));
	while (access(folder, F_OK) != 0 && strlen(folder) > 1)
		folder = dirname(folder);
	struct statfs disk;
	double times[SYNCS] = { 0 };
	section(doctor, "cli.doctor.disk");
	if (statfs(folder, &disk) != 0) {
		line(doctor, MARK_NOTE, label(doctor, "cli.doctor.folder"),
		     arena_format(arena, "%s: %s", folder, strerror(errno)));
		return;
	}
	line(doctor, MARK_FINE, label(doctor, "cli.doctor.folder"), folder);
	line(doctor, MARK_FINE, label(doctor, "cli.doctor.system"),
	     system_name(arena, (unsigned long)disk.f_type));
	long long free_mib = (long long)disk.f_bavail * (long long)disk.f_bsize / (1 << 20);
	line(doctor, free_mib < 100 ? MARK_NOTE : MARK_FINE, label(doctor, "cli.doctor.free"),
	     arena_format(arena, "%lld MiB", free_mib));
	int bad = measure_syncs(arena, folder, times);
	if (bad != 0) {
		line(doctor, MARK_NOTE, label(doctor, "cli.doctor.sync"), strerror(bad));
		return;
	}
	double half = times[SYNCS / 2], worst = times[SYNCS - 1];
	const char *shown =
	    arena_format(arena, "p50 %.2f ms, p99 %.2f ms", half * 1e3, worst * 1e3);
	line(doctor, half > SYNC_SLOW ? MARK_NOTE : MARK_FINE, label(doctor, "cli.doctor.sync"),
	     half > SYNC_SLOW ? words(doctor, "cli.doctor.slow", ARGS(ARG_TEXT("times", shown)))
			      : shown);
}

static void
file_size(struct doctor *doctor, const char *text, const char *path)
{
	struct stat file;
	if (stat(path, &file) == 0)
		line(doctor, MARK_FINE, text,
		     arena_format(doctor->cli->arena, "%lld KiB",
				  (long long)(file.st_size + 1023) / 1024));
}

static void
look_at_store(struct doctor *doctor)
{
	struct cli *cli = doctor->cli;
	struct arena *arena = cli->arena;
	struct error error = { .status = STATUS_OK };
	section(doctor, "cli.doctor.store");
	line(doctor, MARK_FINE, label(doctor, "cli.doctor.settings"),
	     config_path(cli->config) ? config_path(cli->config)
				      : words(doctor, "cli.doctor.defaults", NULL));
	if (cli->fault_count > 0)
		line(doctor, MARK_WRONG, "",
		     words(doctor, "cli.doctor.settings_faults",
			   ARGS(ARG_INT("count", (int64_t)cli->fault_count))));
	line(doctor, MARK_FINE, label(doctor, "cli.doctor.path"), cli->store_path);
	if (access(cli->store_path, F_OK) != 0 && errno == ENOENT) {
		line(doctor, MARK_NOTE, "", words(doctor, "cli.doctor.no_store", NULL));
		return;
	}
	file_size(doctor, label(doctor, "cli.doctor.bytes"), cli->store_path);
	file_size(doctor, "WAL", arena_format(arena, "%s-wal", cli->store_path));
	if (cli_store(cli, &error) != STATUS_OK) {
		line(doctor, MARK_WRONG, "", error_text(arena, cli->lang, &error));
		return;
	}
	line(
	    doctor, MARK_FINE, label(doctor, "cli.doctor.kind"),
	    words(doctor, store_is_demo(cli->store) ? "cli.doctor.demo" : "cli.doctor.real", NULL));
	line(doctor, store_is_read_only(cli->store) ? MARK_NOTE : MARK_FINE,
	     label(doctor, "cli.doctor.access"),
	     words(doctor,
		   store_is_read_only(cli->store) ? "cli.doctor.read_only" : "cli.doctor.writes",
		   NULL));
	line(doctor, MARK_FINE, label(doctor, "cli.doctor.owner"),
	     words(doctor, store_is_owner(cli->store) ? "cli.doctor.owned" : "cli.doctor.not_owned",
		   NULL));
}

static void
look_at_limit(struct doctor *doctor, const char *name, int resource, rlim_t least)
{
	struct rlimit limit;
	if (getrlimit(resource, &limit) != 0)
		return;
	bool all = limit.rlim_cur == RLIM_INFINITY;
	const char *shown =
	    all ? words(doctor, "cli.doctor.unlimited", NULL)
		: arena_format(doctor->cli->arena, "%llu", (unsigned long long)limit.rlim_cur);
	line(doctor, all || limit.rlim_cur >= least ? MARK_FINE : MARK_NOTE, name, shown);
}

static void
look_at_limits(struct doctor *doctor)
{
	section(doctor, "cli.doctor.limits");
	look_at_limit(doctor, "nofile", RLIMIT_NOFILE, 64);
	look_at_limit(doctor, "memlock", RLIMIT_MEMLOCK, 65536);
	look_at_limit(doctor, "fsize", RLIMIT_FSIZE, RLIM_INFINITY);
	look_at_limit(doctor, "as", RLIMIT_AS, 256UL << 20);
}

/* The shared libraries in this process, by the names of their files, which carry their versions. */
static void
look_at_libraries(struct doctor *doctor)
{
	static const char *const wanted[] = { "libncursesw", "libsqlite3",  "libconfig",
					      "libsodium",   "libutf8proc", "libc" };
	struct arena *arena = doctor->cli->arena;
	FILE *maps = fopen("/proc/self/maps", "r");
	char text[PATH_MAX + 200];
	bool seen[sizeof wanted / sizeof wanted[0]] = { false };
	section(doctor, "cli.doctor.libraries");
	line(doctor, MARK_FINE, "guichet", GUICHET_VERSION);
	line(doctor, MARK_FINE, "SQLite", store_engine());
	while (maps && fgets(text, sizeof text, maps)) {
		text[strcspn(text, "\n")] = '\0';
		const char *name = strrchr(text, '/');
		for (size_t i = 0; name && i < sizeof wanted / sizeof wanted[0]; i++) {
			size_t size = strlen(wanted[i]);
			if (seen[i] || strncmp(name + 1, wanted[i], size) != 0 ||
			    (name[size + 1] != '.' && name[size + 1] != '-'))
				continue;
			seen[i] = true;
			line(doctor, MARK_FINE, wanted[i], arena_copy(arena, name + 1));
		}
	}
	if (maps)
		fclose(maps);
}

/* The first word of a setting, as a program: with a folder as it is, else by PATH and the sbin
 * folders. */
static const char *
find_program(struct arena *arena, const char *command)
{
	const char *name = arena_copy_bytes(arena, command, strcspn(command, " "));
	if (strchr(name, '/'))
		return access(name, X_OK) == 0 ? name : NULL;
	const char *path = environment("PATH");
	char *folders = arena_format(arena, "%s:/usr/sbin:/sbin", path);
	for (char *rest = folders, *folder; (folder = strtok_r(rest, ":", &rest)) != NULL;) {
		const char *file = arena_format(arena, "%s/%s", folder, name);
		if (name[0] != '\0' && access(file, X_OK) == 0)
			return file;
	}
	return NULL;
}

static void
look_for(struct doctor *doctor, const char *text, const char *command, enum mark absent)
{
	const char *found = find_program(doctor->cli->arena, command);
	line(doctor, found ? MARK_FINE : absent, text,
	     found ? found
		   : words(doctor, "cli.doctor.not_found", ARGS(ARG_TEXT("program", command))));
}

/* Where the program itself stands, so that its companion is looked for beside it. */
static const char *
own_folder(struct arena *arena)
{
	char path[PATH_MAX];
	ssize_t size = readlink("/proc/self/exe", path, sizeof path - 1);
	if (size <= 0)
		return ".";
	path[size] = '\0';
	return dirname(arena_copy(arena, path));
}

/* What the transports of the settings need; what they do not, is not looked for. */
static void
look_at_transports(struct doctor *doctor)
{
	struct arena *arena = doctor->cli->arena;
	const struct config *config = doctor->cli->config;
	if (strcmp(config_text(config, "message.email_transport"), "sendmail") == 0) {
		const char *program = config_text(config, "message.sendmail_program");
		look_for(doctor, label(doctor, "cli.doctor.mail"),
			 arena_copy_bytes(arena, program, strcspn(program, " \t")), MARK_WRONG);
		if (config_text(config, "message.mail_from")[0] == '\0')
			line(doctor, MARK_WRONG, label(doctor, "cli.doctor.mail"),
			     words(doctor, "delivery.no_from", NULL));
	}
	if (strcmp(config_text(config, "message.sms_transport"), "gammu") == 0) {
		const char *folder =
		    arena_format(arena, "%s/outbox", config_text(config, "message.gammu_dir"));
		bool there = access(folder, W_OK | X_OK) == 0;
		look_for(doctor, "gammu-smsd", "gammu-smsd", MARK_NOTE);
		line(doctor, there ? MARK_FINE : MARK_WRONG, label(doctor, "cli.doctor.sms"),
		     there ? folder
			   : words(doctor, "cli.doctor.not_writable",
				   ARGS(ARG_TEXT("path", folder))));
	}
}

/* Who signs invoices, and until when he can. */
static void
look_at_signer(struct doctor *doctor)
{
	struct cli *cli = doctor->cli;
	struct error error = { .status = STATUS_OK };
	struct press_signer signer;

	if (!cli->store)
		return;
	struct session *session = session_new(cli->store, cli->config, cli->lang);
	if (!press_pair_there(session))
		line(doctor, MARK_NOTE, label(doctor, "cli.doctor.signature"),
		     words(doctor, "cli.doctor.no_signer", NULL));
	else if (press_pair_look(session, cli->arena, &signer, &error) != STATUS_OK)
		line(doctor, MARK_WRONG, label(doctor, "cli.doctor.signature"),
		     error_text(cli->arena, cli->lang, &error));
	else
		line(doctor, MARK_FINE, label(doctor, "cli.doctor.signature"),
		     words(doctor, "cli.doctor.signer",
			   ARGS(ARG_TEXT("name", signer.name), ARG_STAMP("at", signer.until))));
	session_free(&session);
}

static void
look_at_programs(struct doctor *doctor)
{
	struct arena *arena = doctor->cli->arena;
	const struct config *config = doctor->cli->config;
	const char *folder = own_folder(arena);
	const char *beside = arena_format(arena, "%s/guichet-files", folder);
	const char *installed = arena_format(arena, "%s/../libexec/guichet/guichet-files", folder);
	section(doctor, "cli.doctor.programs");
	look_for(doctor, "guichet-files", access(beside, X_OK) == 0 ? beside : installed,
		 MARK_WRONG);
	const char *font =
	    arena_format(arena, "%s/DejaVuSans.ttf", config_text(config, "letter.fonts"));
	bool there = access(font, R_OK) == 0;
	line(doctor, there ? MARK_FINE : MARK_NOTE, label(doctor, "cli.doctor.fonts"),
	     there ? font : words(doctor, "cli.doctor.not_found", ARGS(ARG_TEXT("program", font))));
	look_at_signer(doctor);
	look_at_transports(doctor);
}

enum status
verb_doctor(struct cli *cli, const struct words *given)
{
	(void)given;
	struct doctor doctor = { .cli = cli };
	look_at_terminal(&doctor);
	look_at_store(&doctor);
	look_at_disk(&doctor);
	look_at_limits(&doctor);
	look_at_libraries(&doctor);
	look_at_programs(&doctor);
	cli_note(cli, doctor.wrong == 0 ? "cli.doctor.fine" : "cli.doctor.wrong",
		 ARGS(ARG_INT("count", doctor.wrong)));
	return doctor.wrong == 0 ? STATUS_OK : STATUS_FAILED;
}
