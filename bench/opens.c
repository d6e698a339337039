/*
 * How long it takes to open a control file, write to it and close it: opens FILE VALUE COUNT
 *
 * Prints the median and the 90th percentile in microseconds. Whether the write succeeds does not matter: a value that names
 * nothing (ENODEV) shows what the opening costs, one that names a function what a bind costs as a whole.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int ascending(const void *one, const void *other)
{
	double a = *(const double *)one, b = *(const double *)other;

	return (a > b) - (a < b);
}

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e6 + t.tv_nsec / 1e3;
}

int main(int argc, char **argv)
{
	int count = argc == 4 ? atoi(argv[3]) : 0;
	double *times = calloc(count > 0 ? count : 1, sizeof(*times));

	if (count < 1 || !times) {
		fprintf(stderr, "opens FILE VALUE COUNT\n");
		return 2;
	}
	for (int i = 0; i < count; i++) {
		double began = now();
		int file = open(argv[1], O_WRONLY);

		if (file < 0) {
			fprintf(stderr, "%s: %s\n", argv[1], strerror(errno));
			return 1;
		}
		if (write(file, argv[2], strlen(argv[2])) < 0 && errno != ENODEV) {
			fprintf(stderr, "%s: %s\n", argv[1], strerror(errno));
			return 1;
		}
		close(file);
		times[i] = now() - began;
	}
	qsort(times, count, sizeof(*times), ascending);
	printf("%.0f %.0f\n", times[count / 2], times[count * 9 / 10]);
	free(times);
	return 0;
}
