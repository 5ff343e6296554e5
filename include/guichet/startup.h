/* What may have been left around a program by whoever starts it. */
#ifndef GUICHET_STARTUP_H
#define GUICHET_STARTUP_H

/* Once, before anything is opened: of the environment only what guichet reads is left (no LD_PRELOAD, TERMINFO or
 * LINES for what it starts), descriptors 0 to 2 are open and no other is, no signal is blocked, nothing is written to a core, and no other program of the same Unix account may look into its
 * memory: behind sshd a hundred clerks share one. */
void startup_clean(void);
/* The same for a program that is lent a file as descriptor 3. */
void startup_clean_lent(void);

#endif
