/* The sessions open in this process, and what each needs remembered. */
#ifndef SESSIONS_H
#define SESSIONS_H

#include <stdbool.h>
#include "control.h"
#include "cryptoki.h"

typedef struct {
  CK_SESSION_HANDLE handle;
  char serial[SERIAL_SIZE];
  /* The token's plug when the session was opened. */
  unsigned long plug;
  /* A login for the signature that was begun (CKU_CONTEXT_SPECIFIC). */
  bool has_context_login;
} Session;

void add_session(CK_SESSION_HANDLE handle, const char *serial, unsigned long plug);
void remove_session(CK_SESSION_HANDLE handle);
void remove_all_sessions(void);
/* NULL for one that is not open. */
Session *find_session(CK_SESSION_HANDLE handle);

#endif
