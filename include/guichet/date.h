/* Civil days and UTC stamps.  A day is text 2026-11-20, a stamp is text 2026-11-20T14:41:00Z; both
 * sort as they read.  Local time is the process's TZ, set once from the settings. */
#ifndef GUICHET_DATE_H
#define GUICHET_DATE_H

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

struct arena;

#define DATE_SIZE 11
#define STAMP_SIZE 21

struct civil {
	int year, month, day;
};

bool date_read(const char *iso, struct civil *civil); /* checks that the day exists */
void date_write(struct civil civil, char out[DATE_SIZE]);
int64_t date_days(struct civil civil); /* since 1970-01-01 */
struct civil date_of_days(int64_t days);
struct civil date_add_months(struct civil civil,
			     int months); /* last day where the month is short */
struct civil date_end_of_month(struct civil civil);
int date_weekday(struct civil civil); /* 1 Monday .. 7 Sunday */
/* A day of a workbook is a number too, counted from the end of 1899. */
enum { DAYS_1900_TO_1970 = 25569 };

bool stamp_read(const char *stamp, int64_t *seconds); /* since 1970 UTC */
void stamp_write(int64_t seconds, char out[STAMP_SIZE]);
const char *stamp_add(struct arena *arena, const char *stamp, int64_t seconds);
struct civil stamp_local_day(const char *stamp);
/* Seconds since 1970 UTC as the local clock shows them, taken as if it were UTC. */
int64_t seconds_local(int64_t seconds);
/* The next 06:00 (hour) local after stamp (DRV-03). */
const char *stamp_next_local(struct arena *arena, const char *stamp, int hour);
/* Start of that local day as a stamp. */
const char *stamp_of_local_day(struct arena *arena, struct civil civil);

/* The clock: now is an argument everywhere.  A demo store may move it (GUICHET_NOW, ISO local
 * time): it begins with a whole second, not in the middle of one. */
struct clock {
	int64_t offset; /* milliseconds added to the system's time */
};
bool clock_set(struct clock *clock, const char *iso_local); /* 2026-11-20T15:41[:00] */
int64_t clock_seconds(const struct clock *clock);
void clock_stamp(const struct clock *clock, char out[STAMP_SIZE]);

/* Of a clock that only goes forward, whatever the host's is set to: for waits and deadlines. */
int64_t milliseconds(void);

#endif
