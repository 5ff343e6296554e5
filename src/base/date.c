#include <guichet/arena.h>
#include <guichet/date.h>
#include <stdio.h>
#include <string.h>

#define DAY_SECONDS 86400

static bool
is_leap(int year)
{
	return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int
month_length(int year, int month)
{
	static const int lengths[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	return month == 2 && is_leap(year) ? 29 : lengths[month - 1];
}

/* count digits at text, or -1. */
static int
digits(const char *text, int count)
{
	int number = 0;
	for (int i = 0; i < count; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		number = number * 10 + (text[i] - '0');
	}
	return number;
}

/* Every byte is looked at in order, so a short text stops at its NUL. */
static bool
read_day(const char *text, struct civil *civil)
{
	int year = digits(text, 4);
	if (year < 0 || text[4] != '-')
		return false;
	int month = digits(text + 5, 2);
	if (month < 1 || month > 12 || text[7] != '-')
		return false;
	int day = digits(text + 8, 2);
	if (day < 1 || day > month_length(year, month))
		return false;
	*civil = (struct civil){ .year = year, .month = month, .day = day };
	return true;
}

bool
date_read(const char *iso, struct civil *civil)
{
	struct civil read;
	if (iso == NULL || !read_day(iso, &read) || iso[10] != '\0')
		return false;
	*civil = read;
	return true;
}

static void
write_digits(char *at, int number, int count)
{
	for (; count-- > 0; number /= 10)
		at[count] = (char)('0' + number % 10);
}

void
date_write(struct civil civil, char out[DATE_SIZE])
{
	write_digits(out, civil.year, 4);
	out[4] = '-';
	write_digits(out + 5, civil.month, 2);
	out[7] = '-';
	write_digits(out + 8, civil.day, 2);
	out[DATE_SIZE - 1] = '\0';
}

/* Years are counted from March, so that the leap day ends one; 400 of them are 146097 days. */
int64_t
date_days(struct civil civil)
{
	int64_t year = civil.month <= 2 ? civil.year - 1 : civil.year;
	int64_t era = (year >= 0 ? year : year - 399) / 400;
	int64_t of_era = year - era * 400;
	int64_t month = (civil.month + 9) % 12;
	int64_t day = (153 * month + 2) / 5 + civil.day - 1;
	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + day - 719468;
}

struct civil
date_of_days(int64_t days)
{
	days += 719468;
	int64_t era = (days >= 0 ? days : days - 146096) / 146097;
	int64_t of_era = days - era * 146097;
	int64_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	int64_t day = of_era - (365 * year + year / 4 - year / 100);
	int64_t month = (5 * day + 2) / 153;
	return (struct civil){
		.year = (int)(year + era * 400 + (month >= 10)),
		.month = (int)(month < 10 ? month + 3 : month - 9),
		.day = (int)(day - (153 * month + 2) / 5 + 1),
	};
}

struct civil
date_add_months(struct civil civil, int months)
{
	int count = civil.year * 12 + civil.month - 1 + months;
	int year = count >= 0 ? count / 12 : (count - 11) / 12;
	int month = count - year * 12 + 1;
	int most = month_length(year, month);
	return (struct civil){ .year = year,
			       .month = month,
			       .day = civil.day < most ? civil.day : most };
}

struct civil
date_end_of_month(struct civil civil)
{
	civil.day = month_length(civil.year, civil.month);
	return civil;
}

int
date_weekday(struct civil civil)
{
	int64_t day = (date_days(civil) + 3) % 7; /* 1970-01-01 was a Thursday */
	return (int)(day < 0 ? day + 7 : day) + 1;
}

bool
stamp_read(const char *stamp, int64_t *seconds)
{
	struct civil day;
	if (stamp == NULL || !read_day(stamp, &day) || stamp[10] != 'T')
		return false;
	int hour = digits(stamp + 11, 2);
	if (hour < 0 || hour > 23 || stamp[13] != ':')
		return false;
	int minute = digits(stamp + 14, 2);
	if (minute < 0 || minute > 59 || stamp[16] != ':')
		return false;
	int second = digits(stamp + 17, 2);
	if (second < 0 || second > 59 || stamp[19] != 'Z' || stamp[20] != '\0')
		return false;
	*seconds = date_days(day) * DAY_SECONDS + hour * 3600 + minute * 60 + second;
	return true;
}

void
stamp_write(int64_t seconds, char out[STAMP_SIZE])
{
	int64_t days = seconds / DAY_SECONDS, rest = seconds % DAY_SECONDS;
	if (rest < 0) {
		rest += DAY_SECONDS;
		days--;
	}
	date_write(date_of_days(days), out);
	memcpy(out + 10, "T--:--:--Z", sizeof "T--:--:--Z");
	write_digits(out + 11, (int)(rest / 3600), 2);
	write_digits(out + 14, (int)(rest / 60 % 60), 2);
	write_digits(out + 17, (int)(rest % 60), 2);
}

const char *
stamp_add(struct arena *arena, const char *stamp, int64_t seconds)
{
	char *out = arena_alloc(arena, STAMP_SIZE);
	int64_t from = 0;
	if (stamp_read(stamp, &from))
		stamp_write(from + seconds, out);
	return out;
}

static struct tm
local_time(const char *stamp)
{
	int64_t seconds = 0;
	struct tm local = { .tm_mday = 1 };
	if (stamp_read(stamp, &seconds)) {
		time_t time = (time_t)seconds;
		localtime_r(&time, &local);
	}
	return local;
}

struct civil
stamp_local_day(const char *stamp)
{
	struct tm local = local_time(stamp);
	return (struct civil){ .year = local.tm_year + 1900,
			       .month = local.tm_mon + 1,
			       .day = local.tm_mday };
}

int64_t
seconds_local(int64_t seconds)
{
	struct tm local = { 0 };
	time_t instant = (time_t)seconds;
	(void)localtime_r(&instant, &local);
	return seconds + local.tm_gmtoff;
}

/* mktime settles what the change of the hour leaves open, and days past the end of a month. */
static int64_t
seconds_of_local(struct civil civil, int hour, int minute, int second)
{
	struct tm local = { .tm_year = civil.year - 1900,
			    .tm_mon = civil.month - 1,
			    .tm_mday = civil.day,
			    .tm_hour = hour,
			    .tm_min = minute,
			    .tm_sec = second,
			    .tm_isdst = -1 };
	return (int64_t)mktime(&local);
}

const char *
stamp_next_local(struct arena *arena, const char *stamp, int hour)
{
	char *out = arena_alloc(arena, STAMP_SIZE);
	int64_t from = 0;
	if (!stamp_read(stamp, &from))
		return out;
	struct civil day = stamp_local_day(stamp);
	int64_t next = seconds_of_local(day, hour, 0, 0);
	if (next <= from) {
		day.day++;
		next = seconds_of_local(day, hour, 0, 0);
	}
	stamp_write(next, out);
	return out;
}

const char *
stamp_of_local_day(struct arena *arena, struct civil civil)
{
	char *out = arena_alloc(arena, STAMP_SIZE);
	stamp_write(seconds_of_local(civil, 0, 0, 0), out);
	return out;
}

static int64_t
milliseconds_of(clockid_t which)
{
	struct timespec now;

	clock_gettime(which, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool
clock_set(struct clock *clock, const char *iso_local)
{
	struct civil day;
	if (iso_local == NULL || !read_day(iso_local, &day) ||
	    (iso_local[10] != 'T' && iso_local[10] != ' '))
		return false;
	const char *at = iso_local + 11;
	int hour = digits(at, 2);
	if (hour < 0 || hour > 23 || at[2] != ':')
		return false;
	int minute = digits(at + 3, 2);
	if (minute < 0 || minute > 59)
		return false;
	int second = at[5] == ':' ? digits(at + 6, 2) : 0;
	if (second < 0 || second > 59 || at[at[5] == ':' ? 8 : 5] != '\0')
		return false;
	clock->offset =
	    seconds_of_local(day, hour, minute, second) * 1000 - milliseconds_of(CLOCK_REALTIME);
	return true;
}

int64_t
clock_seconds(const struct clock *clock)
{
	return (milliseconds_of(CLOCK_REALTIME) + clock->offset) / 1000;
}

void
clock_stamp(const struct clock *clock, char out[STAMP_SIZE])
{
	stamp_write(clock_seconds(clock), out);
}

int64_t
milliseconds(void)
{
	return milliseconds_of(CLOCK_MONOTONIC);
}
