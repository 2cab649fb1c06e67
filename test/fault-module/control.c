#include "control.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

void path_beside_library(const char *ending, char path[PATH_MAX]) {
  Dl_info info;
  const char *library = dladdr((void *)path_beside_library, &info) ? info.dli_fname : "fault-module.so";
  snprintf(path, PATH_MAX, "%s%s", library, ending);
}

const TokenSetting *find_token(const Control *control, const char *serial) {
  for (int i = 0; i < control->token_count; i++)
    if (strcmp(control->tokens[i].serial, serial) == 0) return &control->tokens[i];
  return NULL;
}

static TokenSetting *token_to_fill(Control *control, const char *serial) {
  TokenSetting *known = (TokenSetting *)find_token(control, serial);
  if (known) return known;
  if (control->token_count == TOKENS_MAX) return NULL;
  TokenSetting *token = &control->tokens[control->token_count++];
  memset(token, 0, sizeof *token);
  snprintf(token->serial, SERIAL_SIZE, "%s", serial);
  token->is_plugged_in = true;
  return token;
}

static Loss to_loss(const char *text) {
  if (strcmp(text, "hang") == 0) return (Loss){LOSS_HANG, 0};
  if (strcmp(text, "crash") == 0) return (Loss){LOSS_CRASH, 0};
  if (strcmp(text, "silent") == 0) return (Loss){LOSS_SILENT, 0};
  if (strcmp(text, "rubbish") == 0) return (Loss){LOSS_RUBBISH, 0};
  return (Loss){LOSS_ANSWER, strtoul(text, NULL, 0)};
}

static ActionKind to_action(const char *text) {
  if (strcmp(text, "answer-after") == 0) return ACTION_ANSWER_AFTER;
  if (strcmp(text, "slow") == 0) return ACTION_SLOW;
  if (strcmp(text, "hang") == 0) return ACTION_HANG;
  if (strcmp(text, "hang-after") == 0) return ACTION_HANG_AFTER;
  if (strcmp(text, "crash") == 0) return ACTION_CRASH;
  if (strcmp(text, "crash-after") == 0) return ACTION_CRASH_AFTER;
  if (strcmp(text, "wrong") == 0) return ACTION_WRONG;
  return ACTION_ANSWER;
}

static void read_token(Control *control, const char *rest) {
  char serial[SERIAL_SIZE], place[8], loss[24];
  unsigned long plug;
  if (sscanf(rest, "%16s %7s %lu %23s", serial, place, &plug, loss) != 4) return;
  TokenSetting *token = token_to_fill(control, serial);
  if (!token) return;
  token->is_plugged_in = strcmp(place, "in") == 0;
  token->plug = plug;
  token->loss = to_loss(loss);
}

static void read_other_serial(Control *control, const char *rest, bool shows) {
  char serial[SERIAL_SIZE], other[SERIAL_SIZE];
  if (sscanf(rest, "%16s %16s", serial, other) != 2) return;
  TokenSetting *token = token_to_fill(control, serial);
  if (token) memcpy(shows ? token->shows : token->holds, other, SERIAL_SIZE);
}

static void read_rule(Control *control, const char *rest) {
  char action[24], argument[24];
  Rule rule = {0};
  int fields = sscanf(rest, "%lu %39s %16s %ld %ld %23s %23s", &rule.id, rule.function, rule.serial, &rule.times,
                      &rule.skip, action, argument);
  if (fields != 7 || control->rule_count == RULES_MAX) return;
  if (strcmp(rule.serial, "*") == 0) rule.serial[0] = '\0';
  rule.kind = to_action(action);
  rule.argument = strtoul(argument, NULL, 0);
  control->rules[control->rule_count++] = rule;
}

static void read_line(Control *control, const char *key, const char *rest) {
  if (strcmp(key, "library") == 0) snprintf(control->library, PATH_MAX, "%s", rest);
  if (strcmp(key, "environment") == 0)
    sscanf(rest, "%63s %4095[^\n]", control->environment_name, control->environment_value);
  if (strcmp(key, "pin-tries") == 0) control->pin_tries = strtoul(rest, NULL, 10);
  if (strcmp(key, "pin-flags") == 0) control->hides_pin_flags = strcmp(rest, "hidden") == 0;
  if (strcmp(key, "global-lock") == 0) control->has_global_lock = strcmp(rest, "yes") == 0;
  if (strcmp(key, "slot-list") == 0) control->caches_slots = strcmp(rest, "cached") == 0;
  if (strcmp(key, "os-locking") == 0) control->refuses_os_locking = strcmp(rest, "refused") == 0;
  if (strcmp(key, "stale-pin") == 0) control->refuses_stale_pin = strcmp(rest, "refused") == 0;
  if (strcmp(key, "pin") == 0) control->refuses_pin = strcmp(rest, "refused") == 0;
  if (strcmp(key, "always-authenticate") == 0) control->always_authenticate = strcmp(rest, "yes") == 0;
  if (strcmp(key, "token") == 0) read_token(control, rest);
  if (strcmp(key, "shows") == 0) read_other_serial(control, rest, true);
  if (strcmp(key, "holds") == 0) read_other_serial(control, rest, false);
  if (strcmp(key, "rule") == 0) read_rule(control, rest);
}

static void parse(const char *path, Control *control) {
  memset(control, 0, sizeof *control);
  FILE *file = fopen(path, "re");
  if (!file) return;
  char line[2 * PATH_MAX], key[32];
  while (fgets(line, sizeof line, file)) {
    line[strcspn(line, "\n")] = '\0';
    int at = 0;
    if (sscanf(line, "%31s %n", key, &at) == 1 && key[0] != '#') read_line(control, key, line + at);
  }
  fclose(file);
}

static bool is_same_file(const struct stat *a, const struct stat *b) {
  return a->st_ino == b->st_ino && a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
         a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

void read_control(Control *control) {
  static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
  static Control parsed;
  static struct stat parsed_from;
  char path[PATH_MAX];
  path_beside_library(".control", path);
  struct stat now = {0};
  pthread_mutex_lock(&lock);
  stat(path, &now);
  if (!is_same_file(&now, &parsed_from)) {
    parse(path, &parsed);
    parsed_from = now;
  }
  *control = parsed;
  pthread_mutex_unlock(&lock);
}
