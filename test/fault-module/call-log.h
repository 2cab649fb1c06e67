/* The log of calls: `<library>.calls`, one line when a call starts and one when it ends. */
#ifndef CALL_LOG_H
#define CALL_LOG_H

typedef struct {
  const char *name;
  const char *serial; /* empty: of no token */
  unsigned long number;
  /* Calls that were under way in this process when it started. */
  int overlapping;
} LoggedCall;

void log_start(LoggedCall *call);
void log_end(const LoggedCall *call, unsigned long rv);

#endif
