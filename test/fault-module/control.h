/* What the control file says; README.md describes each line. */
#ifndef CONTROL_H
#define CONTROL_H

#include <limits.h>
#include <stdbool.h>

#define SERIAL_SIZE 17 /* 16 characters, as CK_TOKEN_INFO has them, and a NUL */
#define TOKENS_MAX 32
#define RULES_MAX 64

typedef enum { LOSS_ANSWER, LOSS_HANG, LOSS_CRASH, LOSS_SILENT, LOSS_RUBBISH } LossKind;

/* How calls of a session show that its token was unplugged. */
typedef struct {
  LossKind kind;
  unsigned long code; /* of LOSS_ANSWER */
} Loss;

typedef struct {
  char serial[SERIAL_SIZE];
  bool is_plugged_in;
  /* Rises when the token is unplugged: sessions and logins of an earlier plug are dead. */
  unsigned long plug;
  Loss loss;
  /* What its serial number reads, and which token is in its slot instead; empty: its own. */
  char shows[SERIAL_SIZE];
  char holds[SERIAL_SIZE];
} TokenSetting;

typedef enum {
  ACTION_ANSWER,
  ACTION_ANSWER_AFTER,
  ACTION_SLOW,
  ACTION_HANG,
  ACTION_HANG_AFTER,
  ACTION_CRASH,
  ACTION_CRASH_AFTER,
  ACTION_WRONG
} ActionKind;

typedef struct {
  unsigned long id;
  char function[40];
  char serial[SERIAL_SIZE]; /* empty: any */
  long times;               /* negative: always */
  long skip;                /* calls that pass first */
  ActionKind kind;
  unsigned long argument;
} Rule;

typedef struct {
  char library[PATH_MAX];
  char environment_name[64];
  char environment_value[PATH_MAX];
  unsigned long pin_tries; /* 0: no counter */
  bool hides_pin_flags;
  bool caches_slots;
  bool refuses_os_locking;
  bool refuses_stale_pin;
  bool refuses_pin;
  bool always_authenticate;
  bool has_global_lock;
  TokenSetting tokens[TOKENS_MAX];
  int token_count;
  Rule rules[RULES_MAX];
  int rule_count;
} Control;

/* Path of this library with the ending, such as ".control". */
void path_beside_library(const char *ending, char path[PATH_MAX]);

/* The file as it is now; read again only when it was replaced. Without a file: all defaults. */
void read_control(Control *control);

/* NULL when the file says nothing about the token. */
const TokenSetting *find_token(const Control *control, const char *serial);

#endif
