/* A file of lines, from its beginning to the last byte on the disk. */
#include "private.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { BUFFER = 256 * 1024 };

FILE *
text_file(const char *path)
{
	int number = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0640);
	FILE *file = number < 0 ? NULL : fdopen(number, "w");

	if (file)
		(void)setvbuf(file, NULL, _IOFBF, BUFFER);
	return file;
}

int
text_file_end(FILE *file, int number)
{
	errno = 0;
	if (number == 0 && (fflush(file) != 0 || ferror(file)))
		number = errno ? errno : EIO;
	if (fclose(file) != 0 && number == 0)
		number = errno;
	return number;
}
