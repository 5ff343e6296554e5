#include <guichet/file.h>

#include <errno.h>
#include <unistd.h>

int
file_write(int file, const void *bytes, size_t size)
{
	const char *at = bytes;

	while (size > 0) {
		const ssize_t done = write(file, at, size);

		if (done < 0 && errno == EINTR)
			continue;
		if (done <= 0)
			return done < 0 ? errno : ENOSPC;
		at += done;
		size -= (size_t)done;
	}
	return 0;
}
