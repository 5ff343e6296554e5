/* A program on a pty, with libvterm as the screen it draws on. */
#ifndef TESTS_VT_H
#define TESTS_VT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "stream.h"

#define VT_ROW 2048 /* bytes that hold any row */

struct vt;

/* Runs "sh -c command" in folder, with the present environment.  NULL when no pty is to be had. */
struct vt *vt_start(const char *command, const char *folder, int rows, int columns);
void vt_free(struct vt **vt); /* kills what still runs */

int vt_descriptor(const struct vt *vt); /* -1 once the program has let go of its terminal */
bool vt_read(struct vt *vt);            /* takes what there is; false when there was nothing */

/* Input is gathered, then sent in one write, as a hurried hand or a paste would. */
void vt_add(struct vt *vt, const char *bytes, size_t size);
bool vt_add_named(struct vt *vt, const char *name); /* "Enter", "F1", "S-Tab", "C-G", "x1b" */
bool vt_send(struct vt *vt);                        /* false when the program has gone */
void vt_mark(struct vt *vt); /* what is written and rung counts from here, as from vt_send */

void vt_resize(struct vt *vt, int rows, int columns);
void vt_signal(struct vt *vt, int number);
void vt_hang_up(struct vt *vt); /* the link is lost: the terminal goes away */
/* Whether it has ended; *status is its exit status, 128 + signal when one ended it. */
bool vt_ended(struct vt *vt, int *status);
/* It runs, or has not read all that was sent. */
bool vt_works(const struct vt *vt);

int vt_rows(const struct vt *vt);
const char *vt_row(struct vt *vt, int row,
		   char out[VT_ROW]);                 /* from 0; outer blanks at the end cut */
int vt_find(struct vt *vt, const char *text);         /* the row it stands on, -1 */
void vt_cursor(struct vt *vt, int *row, int *column); /* from 0 */
bool vt_reversed(struct vt *vt, int row, int column);
const struct stream *vt_stream(const struct vt *vt);
long vt_written(const struct vt *vt); /* bytes since the mark */
long vt_bells(const struct vt *vt);   /* since the mark */
void vt_print(struct vt *vt, FILE *file);

#endif
