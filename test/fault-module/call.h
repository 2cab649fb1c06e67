/* The way of one call: logged, met by the rules of the control file, refused where its token is gone. */
#ifndef CALL_H
#define CALL_H

#include <stdbool.h>
#include "call-log.h"
#include "control.h"
#include "sessions.h"

typedef struct {
  LoggedCall logged;
  char serial[SERIAL_SIZE];
  /* As it was when the call reached the library behind. */
  Control control;
  Session *session;
  /* It holds the lock that some drivers have around everything. */
  bool is_alone;
  /* A fault that comes once the library behind has answered. */
  bool has_after;
  Rule after;
  /* The signature that it gives shall be wrong. */
  bool is_wrong;
} Call;

/* Starts a call about a token, or about none (empty serial). True: it is over, with *rv. */
bool begin(Call *call, const char *name, const char *serial, CK_RV *rv);
/* The same in a session. */
bool begin_in_session(Call *call, const char *name, CK_SESSION_HANDLE session, CK_RV *rv);
/* Ends it. Returns what the caller gets for the library's answer. */
CK_RV end(Call *call, CK_RV rv);

#endif
