/*
 * Measures the kernel's share: moves functions by bare writes to sysfs, one after the other, and prints the milliseconds
 * from the first write to the last. No checks, no journal, no parallelism: the lower limit for every careful tool.
 *
 *     raw detach|reattach ADDRESS...
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static void put(const char *path, const char *value)
{
    int file = open(path, O_WRONLY);

    if (file < 0 || write(file, value, strlen(value)) < 0) {
        fprintf(stderr, "raw: %s: %s\n", path, strerror(errno));
        exit(1);
    }
    close(file);
}

static void move(const char *address, const char *override)
{
    char path[128];

    snprintf(path, sizeof path, "/sys/bus/pci/devices/%s/driver_override", address);
    put(path, override);
    snprintf(path, sizeof path, "/sys/bus/pci/devices/%s/driver/unbind", address);
    put(path, address);
    put("/sys/bus/pci/drivers_probe", address);
}

static double milliseconds(void)
{
    struct timespec now;

    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec * 1e3 + now.tv_nsec / 1e6;
}

int main(int count, char **words)
{
    const char *override;
    double began;

    if (count > 2 && strcmp(words[1], "detach") == 0) {
        override = "vfio-pci\n";
    } else if (count > 2 && strcmp(words[1], "reattach") == 0) {
        override = "\n"; /* an empty line clears it, and the function's own driver matches again */
    } else {
        fprintf(stderr, "usage: raw detach|reattach ADDRESS...\n");
        return 2;
    }
    began = milliseconds();
    for (int i = 2; i < count; i++) {
        move(words[i], override);
    }
    printf("%.1f\n", milliseconds() - began);
    return 0;
}
