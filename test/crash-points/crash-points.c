/*
 * Crash points: a library for LD_PRELOAD that ends its process at a chosen step.
 *
 * A step is a call by which a process makes something durable or lets somebody else know of it: a write or a
 * sync of a file, a message to a child process, bytes to a client or to a database. The library stands in
 * front of the C library's functions, counts the steps of each class, and at the n-th one kills the process
 * with SIGKILL before it, after it, or in the middle of it, or fails it. README.md lists the variables.
 *
 * "power" goes further than SIGKILL, after which the kernel still has every write: what the state folder's
 * files got since their last completed sync is undone first, which is the worst that a power cut may leave.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <netinet/in.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <unistd.h>

enum step_class { STATE_WRITE, STATE_SYNC, SOURCE_WRITE, SOURCE_SYNC, TOKEN, CLIENT, DATABASE, CLASSES, NONE = CLASSES };
static const char *const CLASS_NAMES[] = {"state-write", "state-sync", "source-write", "source-sync",
                                          "token",       "client",     "database",     "any"};

enum action { DO_NOTHING, KILL_BEFORE, KILL_AFTER, KILL_HALFWAY, CUT_POWER, FAIL_EIO };
static const char *const ACTION_NAMES[] = {"", "before", "after", "half", "power", "eio"};

#define PORTS_MAX 16
/* A sync takes so long where power will fail, as disks do: who tells others too early is found out then. */
#define SYNC_US 15000

static struct {
  bool is_on;
  enum action action;
  enum step_class wanted; /* CLASSES: any of them */
  unsigned long at;
  int log; /* -1: none */
  enum step_class since; /* CLASSES: from the start */
  char arm_file[PATH_MAX];
  char full_file[PATH_MAX];
  char state_dir[PATH_MAX];
  char source_dir[PATH_MAX];
} options;

static atomic_bool is_armed, is_counting;
static atomic_ulong counts[CLASSES + 1];
static in_port_t listening[PORTS_MAX];
static atomic_int listening_count;

#define REAL(name) ((__typeof__(&name))real_function(&real_##name, #name))

static void *real_function(_Atomic(void *) *slot, const char *name) {
  void *function = atomic_load(slot);
  if (function == NULL) {
    function = dlsym(RTLD_NEXT, name);
    atomic_store(slot, function);
  }
  return function;
}

static _Atomic(void *) real_write, real_writev, real_pwrite, real_pwrite64, real_sendmsg, real_fsync, real_fdatasync,
    real_ftruncate, real_ftruncate64, real_listen;

/* ---- options ---- */

static void copy_folder(char *to, const char *variable) {
  const char *value = getenv(variable);
  /* As /proc names it: without symbolic links. */
  if (value != NULL && realpath(value, to) == NULL) snprintf(to, PATH_MAX, "%s", value);
}

static int index_of(const char *const *names, int count, const char *name) {
  for (int i = 0; i < count; i++)
    if (strcmp(names[i], name) == 0) return i;
  fprintf(stderr, "crash-points: unknown word %s\n", name);
  _exit(2);
}

__attribute__((constructor)) static void read_options(void) {
  copy_folder(options.state_dir, "CRASH_POINTS_STATE");
  copy_folder(options.source_dir, "CRASH_POINTS_SOURCE");
  const char *arm = getenv("CRASH_POINTS_ARM");
  if (arm != NULL) snprintf(options.arm_file, sizeof options.arm_file, "%s", arm);
  atomic_store(&is_armed, arm == NULL);
  const char *full = getenv("CRASH_POINTS_FULL");
  if (full != NULL) snprintf(options.full_file, sizeof options.full_file, "%s", full);
  const char *since = getenv("CRASH_POINTS_SINCE");
  options.since = since == NULL ? CLASSES : (enum step_class)index_of(CLASS_NAMES, CLASSES, since);
  atomic_store(&is_counting, since == NULL);
  const char *log = getenv("CRASH_POINTS_LOG");
  options.log = log == NULL ? -1 : open(log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  const char *what = getenv("CRASH_POINT");
  char action[16], class[16];
  if (what != NULL && sscanf(what, "%15[^:]:%15[^:]:%lu", action, class, &options.at) == 3) {
    options.action = (enum action)index_of(ACTION_NAMES, FAIL_EIO + 1, action);
    options.wanted = (enum step_class)index_of(CLASS_NAMES, CLASSES + 1, class);
  }
  options.is_on = options.state_dir[0] != 0 && (options.action != DO_NOTHING || options.log >= 0 || full != NULL);
  /* Whatever this process starts is a process of its own, and dies by itself. */
  unsetenv("LD_PRELOAD");
}

/* ---- what a call is about ---- */

static bool is_inside(const char *folder, const char *path) {
  size_t length = strlen(folder);
  return length > 0 && strncmp(folder, path, length) == 0 && path[length] == '/';
}

static bool ends_with(const char *path, const char *end) {
  size_t a = strlen(path), b = strlen(end);
  return a >= b && strcmp(path + a - b, end) == 0;
}

static bool path_of(int fd, char *path) {
  char link[32];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t length = readlink(link, path, PATH_MAX - 1);
  if (length < 0) return false;
  path[length] = 0;
  return true;
}

static enum step_class class_of_file(int fd, bool is_sync) {
  char path[PATH_MAX];
  /* The shared memory of SQLite is made anew after a crash, and nobody reads the log. */
  if (!path_of(fd, path) || ends_with(path, "-shm") || ends_with(path, ".log")) return NONE;
  if (is_inside(options.state_dir, path) || strcmp(options.state_dir, path) == 0)
    return is_sync ? STATE_SYNC : STATE_WRITE;
  if (is_inside(options.source_dir, path)) return is_sync ? SOURCE_SYNC : SOURCE_WRITE;
  return NONE;
}

static enum step_class class_of_socket(int fd) {
  union {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    struct sockaddr_un local;
    struct sockaddr_storage room;
  } name;
  socklen_t length = sizeof name;
  /* Standard output and error are sockets when Node started the process. */
  if (fd <= STDERR_FILENO || getsockname(fd, &name.any, &length) != 0) return NONE;
  if (name.any.sa_family == AF_UNIX) {
    /* A pair without a name leads to a child process; the socket with a name is the admin's, and is asked all the
       time for whether the daemon is up. A database's socket has its name at the other end. */
    bool is_named = length > offsetof(struct sockaddr_un, sun_path) && name.local.sun_path[0] != 0;
    if (is_named) return NONE;
    length = sizeof name;
    bool peer_named = getpeername(fd, &name.any, &length) == 0 && length > offsetof(struct sockaddr_un, sun_path) &&
                      name.local.sun_path[0] != 0;
    return peer_named ? DATABASE : TOKEN;
  }
  in_port_t port = name.any.sa_family == AF_INET    ? name.v4.sin_port
                   : name.any.sa_family == AF_INET6 ? name.v6.sin6_port
                                                    : 0;
  if (port == 0) return NONE;
  for (int i = 0; i < atomic_load(&listening_count); i++)
    if (listening[i] == port) return CLIENT;
  return DATABASE;
}

static enum step_class class_of(int fd, bool is_sync) {
  struct stat status;
  if (!options.is_on || fstat(fd, &status) != 0) return NONE;
  if (S_ISREG(status.st_mode) || S_ISDIR(status.st_mode)) return class_of_file(fd, is_sync);
  return S_ISSOCK(status.st_mode) ? class_of_socket(fd) : NONE;
}

/* ---- writes that no sync has made durable yet, newest first ---- */

struct undo {
  struct undo *older;
  ino_t inode;
  off_t offset, old_size;
  size_t length; /* of the old bytes */
  bool is_being_synced;
  char path[PATH_MAX];
  char bytes[];
};
static struct undo *undos;
static pthread_mutex_t undo_lock = PTHREAD_MUTEX_INITIALIZER;

static void remember(int fd, off_t offset, size_t length) {
  struct stat status;
  char path[PATH_MAX];
  if (fstat(fd, &status) != 0 || !path_of(fd, path)) return;
  off_t end = offset + (off_t)length < status.st_size ? offset + (off_t)length : status.st_size;
  size_t kept = end > offset ? (size_t)(end - offset) : 0;
  struct undo *undo = malloc(sizeof *undo + kept);
  if (undo == NULL || pread(fd, undo->bytes, kept, offset) != (ssize_t)kept) _exit(2);
  undo->inode = status.st_ino;
  undo->offset = offset;
  undo->old_size = status.st_size;
  undo->length = kept;
  undo->is_being_synced = false;
  memcpy(undo->path, path, sizeof path);
  undo->older = undos;
  undos = undo;
}

static void begin_sync(int fd) {
  struct stat status;
  if (fstat(fd, &status) != 0) return;
  pthread_mutex_lock(&undo_lock);
  for (struct undo *undo = undos; undo != NULL; undo = undo->older)
    if (undo->inode == status.st_ino) undo->is_being_synced = true;
  pthread_mutex_unlock(&undo_lock);
}

static void end_sync(int fd) {
  struct stat status;
  if (fstat(fd, &status) != 0) return;
  pthread_mutex_lock(&undo_lock);
  for (struct undo **link = &undos; *link != NULL;) {
    struct undo *undo = *link;
    if (undo->inode == status.st_ino && undo->is_being_synced) {
      *link = undo->older;
      free(undo);
    } else {
      link = &undo->older;
    }
  }
  pthread_mutex_unlock(&undo_lock);
}

/* The lock is held. The files stay open: closing one would drop SQLite's locks on it. */
static void undo_all(void) {
  for (struct undo *undo = undos; undo != NULL; undo = undo->older) {
    int fd = open(undo->path, O_RDWR | O_CLOEXEC);
    if (fd < 0) continue;
    if (syscall(SYS_pwrite64, fd, undo->bytes, undo->length, undo->offset) < 0) continue;
    if (syscall(SYS_ftruncate, fd, undo->old_size) < 0) continue;
  }
}

/* ---- steps ---- */

static void log_line(const char *format, ...) {
  if (options.log < 0) return;
  char line[160];
  va_list values;
  va_start(values, format);
  int length = vsnprintf(line, sizeof line, format, values);
  va_end(values);
  syscall(SYS_write, options.log, line, (size_t)length);
}

static void die(void) {
  syscall(SYS_kill, getpid(), SIGKILL);
  for (;;) pause();
}

/* Counts a step. Returns what to do at it. */
static enum action count_step(enum step_class class, const char *call, size_t size) {
  if (class == NONE) return DO_NOTHING;
  if (!atomic_load(&is_armed)) {
    if (access(options.arm_file, F_OK) != 0) return DO_NOTHING;
    atomic_store(&is_armed, true);
  }
  if (class == options.since) atomic_store(&is_counting, true);
  if (!atomic_load(&is_counting)) return DO_NOTHING;
  unsigned long of_class = atomic_fetch_add(&counts[class], 1) + 1;
  unsigned long of_all = atomic_fetch_add(&counts[CLASSES], 1) + 1;
  unsigned long number = options.wanted == CLASSES ? of_all : of_class;
  bool is_it = options.action != DO_NOTHING && number == options.at && (options.wanted == CLASSES || options.wanted == class);
  log_line("%lu %s %lu %s %zu%s%s\n", of_all, CLASS_NAMES[class], of_class, call, size, is_it ? " " : "",
           is_it ? ACTION_NAMES[options.action] : "");
  return is_it ? options.action : DO_NOTHING;
}

/* What happens before the call. Halfway through a call that cannot be halved is before it. */
static bool before(enum action action, bool can_halve) {
  if (action == KILL_BEFORE || (action == KILL_HALFWAY && !can_halve)) die();
  if (action == CUT_POWER) {
    pthread_mutex_lock(&undo_lock);
    undo_all();
    die();
  }
  if (action == FAIL_EIO) errno = EIO;
  return action != FAIL_EIO;
}

static void after(enum action action) {
  int error = errno;
  if (action == KILL_AFTER) die();
  errno = error;
}

static bool is_remembered(enum step_class class) { return class == STATE_WRITE && options.action == CUT_POWER; }

/* A full disk that needs new room for every write, as those do that never write over old blocks. */
static bool has_no_room(enum step_class class) {
  if (class != STATE_WRITE || options.full_file[0] == 0 || access(options.full_file, F_OK) != 0) return false;
  errno = ENOSPC;
  return true;
}

/* ---- the functions we stand in front of ---- */

#define WRITE_STEP(name, fd, size, offset, half, whole)                 \
  enum step_class class = class_of(fd, false);                          \
  if (class == NONE) return whole;                                      \
  if (has_no_room(class)) return -1;                  \
  enum action action = count_step(class, name, size);                   \
  if (!before(action, true)) return -1;                                 \
  if (action == KILL_HALFWAY) {                                         \
    if (half < 0) errno = 0;                                            \
    die();                                                              \
  }                                                                     \
  if (is_remembered(class)) {                                           \
    pthread_mutex_lock(&undo_lock);                                     \
    remember(fd, offset, size);                                         \
    ssize_t written = whole;                                            \
    pthread_mutex_unlock(&undo_lock);                                   \
    return written;                                                     \
  }                                                                     \
  ssize_t written = whole;                                              \
  after(action);                                                        \
  return written

ssize_t write(int fd, const void *bytes, size_t size) {
  WRITE_STEP("write", fd, size, lseek(fd, 0, SEEK_CUR), REAL(write)(fd, bytes, size / 2), REAL(write)(fd, bytes, size));
}

ssize_t pwrite(int fd, const void *bytes, size_t size, off_t offset) {
  WRITE_STEP("pwrite", fd, size, offset, REAL(pwrite)(fd, bytes, size / 2, offset), REAL(pwrite)(fd, bytes, size, offset));
}

ssize_t pwrite64(int fd, const void *bytes, size_t size, off64_t offset) {
  WRITE_STEP("pwrite64", fd, size, offset, REAL(pwrite64)(fd, bytes, size / 2, offset),
             REAL(pwrite64)(fd, bytes, size, offset));
}

static size_t size_of(const struct iovec *parts, int count) {
  size_t size = 0;
  for (int i = 0; i < count; i++) size += parts[i].iov_len;
  return size;
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
  WRITE_STEP("writev", fd, size_of(parts, count), lseek(fd, 0, SEEK_CUR), REAL(writev)(fd, parts, 1),
             REAL(writev)(fd, parts, count));
}

ssize_t sendmsg(int fd, const struct msghdr *message, int flags) {
  enum step_class class = class_of(fd, false);
  enum action action = count_step(class, "sendmsg", size_of(message->msg_iov, (int)message->msg_iovlen));
  if (!before(action, false)) return -1;
  ssize_t sent = REAL(sendmsg)(fd, message, flags);
  after(action);
  return sent;
}

static int truncate_step(int fd, off_t size, int (*real)(int, off_t)) {
  enum step_class class = class_of(fd, false);
  enum action action = count_step(class, "ftruncate", 0);
  if (!before(action, false)) return -1;
  struct stat status;
  if (is_remembered(class) && fstat(fd, &status) == 0) {
    pthread_mutex_lock(&undo_lock);
    remember(fd, size, status.st_size > size ? (size_t)(status.st_size - size) : 0);
    int done = real(fd, size);
    pthread_mutex_unlock(&undo_lock);
    return done;
  }
  int done = real(fd, size);
  after(action);
  return done;
}

int ftruncate(int fd, off_t size) { return truncate_step(fd, size, REAL(ftruncate)); }
int ftruncate64(int fd, off64_t size) { return truncate_step(fd, size, REAL(ftruncate64)); }

static int sync_step(int fd, const char *name, int (*real)(int)) {
  enum step_class class = class_of(fd, true);
  enum action action = count_step(class, name, 0);
  if (!before(action, false)) return -1;
  bool forgets = class == STATE_SYNC && options.action == CUT_POWER;
  if (forgets) {
    begin_sync(fd);
    usleep(SYNC_US);
  }
  int done = real(fd);
  if (forgets && done == 0) end_sync(fd);
  after(action);
  return done;
}

int fsync(int fd) { return sync_step(fd, "fsync", REAL(fsync)); }
int fdatasync(int fd) { return sync_step(fd, "fdatasync", REAL(fdatasync)); }

/* Whoever connects to a port that we listen on is a client. */
int listen(int fd, int backlog) {
  struct sockaddr_storage name;
  socklen_t length = sizeof name;
  int at = atomic_load(&listening_count);
  if (at < PORTS_MAX && getsockname(fd, (struct sockaddr *)&name, &length) == 0) {
    if (name.ss_family == AF_INET) listening[at] = ((struct sockaddr_in *)&name)->sin_port;
    if (name.ss_family == AF_INET6) listening[at] = ((struct sockaddr_in6 *)&name)->sin6_port;
    atomic_store(&listening_count, at + 1);
  }
  return REAL(listen)(fd, backlog);
}
