/* append FILE: the time of one durable append of 8 KiB here, which every figure of a write moves
 * with: the median, and p99. */
#include "bench.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

enum { APPENDS = 400 };

int
main(int count, char **words)
{
	static char block[8192];
	static double took[APPENDS];
	int file = count == 2 ? open(words[1], O_WRONLY | O_CREAT | O_TRUNC, 0600) : -1;

	if (file < 0)
		die("usage: append FILE");
	for (int i = 0; i < APPENDS; i++) {
		double begin = bench_ms();

		if (write(file, block, sizeof block) != sizeof block || fdatasync(file) != 0)
			die("%s cannot be written", words[1]);
		took[i] = bench_ms() - begin;
	}
	close(file);
	unlink(words[1]);
	printf("p50 %.3f\np99 %.3f\n", percentile(took, APPENDS, 50),
	       percentile(took, APPENDS, 99));
	return 0;
}
