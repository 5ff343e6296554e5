/* What must be true of the store's file before it is opened (quality.md F10). */
#include "private.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

static bool
on_network(const char *path)
{
	/* NFS, SMB, CIFS, SMB2: their locks do not keep writers apart. */
	static const unsigned network[] = { 0x6969u, 0x517bu, 0xff534d42u, 0xfe534d42u };
	struct statfs fs;

	if (statfs(path, &fs) != 0)
		return false;
	for (size_t i = 0; i < sizeof network / sizeof network[0]; i++)
		if ((unsigned)fs.f_type == network[i])
			return true;
	return false;
}

enum status
store_file_sound(const char *path, struct error *error)
{
	struct stat st;
	const char *key = NULL;

	if (lstat(path, &st) != 0)
		return error_system(error,
				    errno == ENOENT ? "error.store_missing" : "error.store_open",
				    path, errno);
	if (!S_ISREG(st.st_mode) || st.st_nlink != 1)
		key = "error.store_link";
	else if ((st.st_mode & 07) != 0)
		key = "error.store_permissions";
	else if (on_network(path))
		key = "error.store_network";
	return key == NULL
		   ? STATUS_OK
		   : error_set(error, STATUS_FAILED, NULL, key, ARGS(ARG_TEXT("path", path)));
}
