#include "sessions.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

#define SESSIONS_MAX 64

static Session sessions[SESSIONS_MAX];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static Session *find_unlocked(CK_SESSION_HANDLE handle) {
  for (int i = 0; i < SESSIONS_MAX; i++)
    if (sessions[i].handle == handle) return &sessions[i];
  return NULL;
}

Session *find_session(CK_SESSION_HANDLE handle) {
  pthread_mutex_lock(&lock);
  Session *session = handle == CK_INVALID_HANDLE ? NULL : find_unlocked(handle);
  pthread_mutex_unlock(&lock);
  return session;
}

void add_session(CK_SESSION_HANDLE handle, const char *serial, unsigned long plug) {
  pthread_mutex_lock(&lock);
  Session *session = find_unlocked(CK_INVALID_HANDLE);
  if (session) {
    *session = (Session){.handle = handle, .plug = plug};
    snprintf(session->serial, SERIAL_SIZE, "%s", serial);
  }
  pthread_mutex_unlock(&lock);
}

void remove_session(CK_SESSION_HANDLE handle) {
  pthread_mutex_lock(&lock);
  Session *session = find_unlocked(handle);
  if (session) session->handle = CK_INVALID_HANDLE;
  pthread_mutex_unlock(&lock);
}

void remove_all_sessions(void) {
  pthread_mutex_lock(&lock);
  memset(sessions, 0, sizeof sessions);
  pthread_mutex_unlock(&lock);
}
