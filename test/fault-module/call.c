#include "call.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "counters.h"

static pthread_mutex_t global_lock = PTHREAD_MUTEX_INITIALIZER;

static void hang(void) {
  for (;;) pause();
}

/* By the signal itself: a compiler may leave out what only a broken program would do. */
static void crash(void) {
  signal(SIGSEGV, SIG_DFL);
  raise(SIGSEGV);
}

static void sleep_ms(unsigned long ms) {
  struct timespec left = {(time_t)(ms / 1000), (long)(ms % 1000) * 1000000};
  while (nanosleep(&left, &left) != 0) continue;
}

static bool concerns(const Rule *rule, const Call *call) {
  bool is_function = strcmp(rule->function, "*") == 0 || strcmp(rule->function, call->logged.name) == 0;
  return is_function && (rule->serial[0] == '\0' || strcmp(rule->serial, call->serial) == 0);
}

/* True: the rule answers the call, with *rv. */
static bool apply(const Rule *rule, Call *call, CK_RV *rv) {
  switch (rule->kind) {
    case ACTION_HANG:
      hang();
      break;
    case ACTION_CRASH:
      crash();
      break;
    case ACTION_SLOW:
      sleep_ms(rule->argument);
      break;
    case ACTION_WRONG:
      call->is_wrong = true;
      break;
    case ACTION_ANSWER_AFTER:
    case ACTION_HANG_AFTER:
    case ACTION_CRASH_AFTER:
      call->after = *rule;
      call->has_after = true;
      break;
    case ACTION_ANSWER:
      *rv = rule->argument;
      return true;
  }
  return false;
}

static bool apply_rules(Call *call, CK_RV *rv) {
  for (int i = 0; i < call->control.rule_count; i++) {
    const Rule *rule = &call->control.rules[i];
    if (concerns(rule, call) && use_rule(rule) && apply(rule, call, rv)) return true;
  }
  return false;
}

bool begin(Call *call, const char *name, const char *serial, CK_RV *rv) {
  memset(call, 0, sizeof *call);
  snprintf(call->serial, SERIAL_SIZE, "%s", serial);
  call->logged = (LoggedCall){.name = name, .serial = call->serial};
  log_start(&call->logged);
  read_control(&call->control);
  call->is_alone = call->control.has_global_lock;
  if (call->is_alone) pthread_mutex_lock(&global_lock);
  if (apply_rules(call, rv)) return true;
  /* Slow calls see what happened meanwhile. */
  read_control(&call->control);
  return false;
}

/* A session dies with the plug it was opened on. */
static bool is_dead(const Call *call, Loss *loss) {
  const TokenSetting *token = find_token(&call->control, call->serial);
  if (!token || !call->session || (token->is_plugged_in && token->plug == call->session->plug)) return false;
  *loss = token->loss;
  return true;
}

/* True: the call is answered, as this driver answers when its token is gone. */
static bool lose(Call *call, Loss loss, CK_RV *rv) {
  bool is_info = strcmp(call->logged.name, "C_GetSessionInfo") == 0;
  switch (loss.kind) {
    case LOSS_HANG:
      hang();
      break;
    case LOSS_CRASH:
      crash();
      break;
    case LOSS_RUBBISH:
      call->is_wrong = true;
      return false;
    case LOSS_SILENT:
      *rv = CKR_FUNCTION_FAILED;
      return !is_info;
    case LOSS_ANSWER:
      *rv = loss.code;
      return true;
  }
  return false;
}

bool begin_in_session(Call *call, const char *name, CK_SESSION_HANDLE handle, CK_RV *rv) {
  Session *session = find_session(handle);
  if (begin(call, name, session ? session->serial : "", rv)) return true;
  call->session = session;
  Loss loss;
  return is_dead(call, &loss) && lose(call, loss, rv);
}

CK_RV end(Call *call, CK_RV rv) {
  bool is_other_answer = call->has_after && call->after.kind == ACTION_ANSWER_AFTER;
  log_end(&call->logged, rv);
  if (call->is_alone) pthread_mutex_unlock(&global_lock);
  if (call->has_after && call->after.kind == ACTION_HANG_AFTER) hang();
  if (call->has_after && call->after.kind == ACTION_CRASH_AFTER) crash();
  return is_other_answer ? call->after.argument : rv;
}
