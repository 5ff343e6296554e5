/* What can be done on the sign-in screen besides signing in. */
#ifndef GUICHET_TUI_DOORWAY_H
#define GUICHET_TUI_DOORWAY_H

#include "form.h"

enum doorway {
	DOORWAY_FORGOT,	 /* asks for a code */
	DOORWAY_RESET,	 /* the code and a new password */
	DOORWAY_INVITED, /* a first sign-in */
	DOORWAY_FIRST,	 /* that of a customer's first account */
	DOORWAYS
};
void doorway_open(struct app *app, enum doorway doorway, const char *login);
/* signin.c: the sign-in screen beneath has that user now, and waits for the password. */
void signin_return(struct app *app, const char *login);

#endif
