/*
 * How long it takes to open a control file, write to it and close it again: opens FILE VALUE COUNT ok|ENODEV [AT_ONCE]
 *
 * Prints the milliseconds of each round. The fourth argument is the expected result of the write: the kernel accepts a
 * value that names a function, and rejects another value with ENODEV. A rejected write costs little beside the open.
 * AT_ONCE processes (default 1) make COUNT rounds each, all at the same time.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
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

/* Returns 0, or 1 after an unexpected result. */
static int measure(char **argv, int count, double *times)
{
	int wanted = strcmp(argv[4], "ENODEV") == 0 ? ENODEV : 0;

	for (int round = 0; round < count; round++) {
		double began = now();
		int outcome = write_once(argv[1], argv[2]);

		times[round] = now() - began;
		if (outcome != wanted) {
			fprintf(stderr, "opens: write of \"%s\" to %s: %s, expected %s\n", argv[2], argv[1],
				outcome == 0 ? "success" : strerror(outcome), argv[4]);
			return 1;
		}
	}
	return 0;
}

/* Lets all processes begin when all exist: each waits for the end of the pipe. Returns 0, or 1 if a process has failed. */
static int measure_at_once(char **argv, int count, int processes, double *times)
{
	int start[2], failed = 0, status;
	char none;

	if (pipe(start) < 0)
		return 1;
	for (int process = 0; process < processes; process++) {
		pid_t child = fork();

		if (child < 0)
			return 1;
		if (child == 0) {
			close(start[1]);
			_exit(read(start[0], &none, 1) != 0 || measure(argv, count, times + process * count));
		}
	}
	close(start[1]);
	while (wait(&status) > 0)
		failed |= status != 0;
	return failed;
}

int main(int argc, char **argv)
{
	if (argc != 5 && argc != 6) {
		fprintf(stderr, "usage: opens FILE VALUE COUNT ok|ENODEV [AT_ONCE]\n");
		return 2;
	}
	int count = atoi(argv[3]), processes = argc == 6 ? atoi(argv[5]) : 1;
	double *times = mmap(NULL, sizeof(double) * count * processes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (times == MAP_FAILED) {
		perror("opens");
		return 1;
	}
	if (processes == 1 ? measure(argv, count, times) : measure_at_once(argv, count, processes, times))
		return 1;
	for (int round = 0; round < count * processes; round++)
		printf("%.4f\n", times[round]);
	return 0;
}
