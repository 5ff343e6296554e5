/* Text messages as the networks count them: GSM 03.38 with its extension table, else UCS-2. */
#ifndef GUICHET_SMS_H
#define GUICHET_SMS_H

#include <guichet/arena.h>
#include <stdbool.h>
#include <stddef.h>

enum { SMS_PARTS_MOST = 10 };

struct sms_size {
	bool unicode; /* a sign that GSM 03.38 lacks: every sign then takes 16 bits */
	size_t units; /* septets, or 16-bit units: a sign of the extension table and an emoji take two */
	size_t parts; /* 160 or 70 units alone, 153 or 67 in each of several; 1 for an empty text */
};

/* text is UTF-8, clean. */
struct sms_size sms_measure(const char *text);

/* Each sign that GSM 03.38 lacks by the letters it is made of ("ç" c, "œ" oe), or the like of it (a straight
 * apostrophe); what has none stays. */
const char *sms_spell(struct arena *arena, const char *text);
/* As it is sent: spelt so where that leaves nothing lacking; else text itself, for UCS-2 costs no accent. */
const char *sms_text(struct arena *arena, const char *text);

/* "+" and 6 to 15 digits (E.164). */
bool sms_number_valid(const char *number);

#endif
