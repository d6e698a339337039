/*
 * How long it takes to open a control file, write to it and close it again: opens FILE VALUE COUNT ok|ENODEV
 *
 * Prints the milliseconds of each round. The last argument is the expected result of the write: the kernel accepts a
 * value that names a function, and rejects another value with ENODEV. A rejected write costs little beside the open.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

/* Returns 0 or the errno of the open or the write. */
static int write_once(const char *path, const char *value)
{
	int outcome = 0, file = open(path, O_WRONLY);

	if (file < 0)
		return errno;
	if (write(file, value, strlen(value)) < 0)
		outcome = errno;
	close(file);
	return outcome;
}

int main(int argc, char **argv)
{
	if (argc != 5) {
		fprintf(stderr, "usage: opens FILE VALUE COUNT ok|ENODEV\n");
		return 2;
	}
	int wanted = strcmp(argv[4], "ENODEV") == 0 ? ENODEV : 0;

	for (int left = atoi(argv[3]); left > 0; left--) {
		double began = now();
		int outcome = write_once(argv[1], argv[2]);
		double took = now() - began;

		if (outcome != wanted) {
			fprintf(stderr, "opens: write of \"%s\" to %s: %s, expected %s\n", argv[2], argv[1],
				outcome == 0 ? "success" : strerror(outcome), argv[4]);
			return 1;
		}
		printf("%.3f\n", took);
	}
	return 0;
}
