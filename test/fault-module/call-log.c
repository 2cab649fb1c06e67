#include "call-log.h"

#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "control.h"

static atomic_int under_way;
static atomic_ulong last_number;

/* One write of a whole line at the end of the file, so that lines of several processes never mix. */
static void append(const char *line, int length) {
  char path[PATH_MAX];
  path_beside_library(".calls", path);
  int file = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) return;
  (void)!write(file, line, (size_t)length);
  close(file);
}

static double now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static void log_line(const LoggedCall *call, const char *what, unsigned long number) {
  char line[256];
  int length = snprintf(line, sizeof line, "%.3f %d %lu %s %s %s %lu\n", now_ms(), (int)getpid(), call->number, what,
                        call->name, call->serial[0] ? call->serial : "-", number);
  append(line, length);
}

void log_start(LoggedCall *call) {
  call->number = atomic_fetch_add(&last_number, 1) + 1;
  call->overlapping = atomic_fetch_add(&under_way, 1);
  log_line(call, "start", (unsigned long)call->overlapping);
}

void log_end(const LoggedCall *call, unsigned long rv) {
  atomic_fetch_sub(&under_way, 1);
  log_line(call, "end", rv);
}
