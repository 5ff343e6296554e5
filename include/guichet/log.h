/* To a file, never to the terminal; every line passes text_clean; never a secret. */
#ifndef GUICHET_LOG_H
#define GUICHET_LOG_H

void log_open(const char *path); /* "" or NULL: nothing is logged */
void log_line(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_close(void);

#endif
