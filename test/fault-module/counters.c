#include "counters.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

/* The file beside the library, open and locked until it is closed. */
static int open_locked(const char *ending) {
  char path[PATH_MAX];
  path_beside_library(ending, path);
  int file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file >= 0) flock(file, LOCK_EX);
  return file;
}

static unsigned long read_number(int file) {
  char text[24] = "";
  return pread(file, text, sizeof text - 1, 0) > 0 ? strtoul(text, NULL, 10) : 0;
}

static void write_number(int file, unsigned long number) {
  char text[24];
  int length = snprintf(text, sizeof text, "%lu\n", number);
  if (pwrite(file, text, (size_t)length, 0) == length) (void)!ftruncate(file, length);
}

unsigned long read_wrong_pins(const char *serial) {
  char ending[32];
  snprintf(ending, sizeof ending, ".pin.%s", serial);
  int file = open_locked(ending);
  if (file < 0) return 0;
  unsigned long count = read_number(file);
  close(file);
  return count;
}

void write_wrong_pins(const char *serial, unsigned long count) {
  char ending[32];
  snprintf(ending, sizeof ending, ".pin.%s", serial);
  int file = open_locked(ending);
  if (file < 0) return;
  write_number(file, count);
  close(file);
}

bool use_rule(const Rule *rule) {
  if (rule->times < 0 && rule->skip == 0) return true;
  char ending[32];
  snprintf(ending, sizeof ending, ".rule.%lu", rule->id);
  int file = open_locked(ending);
  if (file < 0) return false;
  long calls = (long)read_number(file);
  write_number(file, (unsigned long)calls + 1);
  close(file);
  return calls >= rule->skip && (rule->times < 0 || calls < rule->skip + rule->times);
}
