/*
 * How long it takes to open a file, read 64 bytes from its start, and close the file again: reads FILE COUNT
 *
 * Prints the milliseconds of each round.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

/* Returns the milliseconds, or -1 after a failure. */
static double read_once(const char *path)
{
	char header[64];
	double began = now();
	int file = open(path, O_RDONLY | O_CLOEXEC);
	int complete = file >= 0 && read(file, header, sizeof(header)) == sizeof(header);

	if (file >= 0)
		close(file);
	return complete ? now() - began : -1;
}

int main(int argc, char **argv)
{
	if (argc != 3) {
		fprintf(stderr, "usage: reads FILE COUNT\n");
		return 2;
	}
	int count = atoi(argv[2]);
	double *times = malloc(sizeof(double) * count);

	for (int round = 0; round < count; round++) {
		times[round] = read_once(argv[1]);
		if (times[round] < 0) {
			perror(argv[1]);
			return 1;
		}
	}
	for (int round = 0; round < count; round++)
		printf("%.4f\n", times[round]);
	return 0;
}
