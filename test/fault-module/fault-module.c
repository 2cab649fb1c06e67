/*
 * A PKCS#11 library that stands in front of another one, passes calls on, and misbehaves as its control file
 * says: README.md. This file holds the functions that an application calls.
 *
 * Each is `begin`, the same function of the library behind (`real`), `end`. Functions that are not here
 * (encryption, key generation and so on) go straight to the library behind and are not logged.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "call.h"
#include "counters.h"
#include "cryptoki.h"

#define SLOTS_MAX 64
#define PIN_SIZE 256

static CK_FUNCTION_LIST_PTR real;
/* What the control file said at C_Initialize: drivers remember what was plugged in then. */
static Control at_start;
/* The PIN of the last login, for keys that this library makes ask for it at every signature. */
static CK_UTF8CHAR accepted_pin[PIN_SIZE];
static CK_ULONG accepted_pin_length;

/* ---- Slots ---- */

static void serial_in(CK_SLOT_ID slot, char serial[SERIAL_SIZE]) {
  CK_TOKEN_INFO info;
  serial[0] = '\0';
  if (real->C_GetTokenInfo(slot, &info) != CKR_OK) return;
  int length = (int)sizeof info.serialNumber;
  while (length > 0 && info.serialNumber[length - 1] == ' ') length--;
  memcpy(serial, info.serialNumber, (size_t)length);
  serial[length] = '\0';
}

static CK_RV list_real_slots(CK_SLOT_ID slots[SLOTS_MAX], CK_ULONG *count) {
  *count = 0;
  CK_RV rv = real->C_GetSlotList(CK_TRUE, NULL, count); /* with NULL, SoftHSM looks for new tokens */
  *count = SLOTS_MAX;
  return rv == CKR_OK ? real->C_GetSlotList(CK_TRUE, slots, count) : rv;
}

static bool is_held_elsewhere(const Control *control, const char *serial) {
  for (int i = 0; i < control->token_count; i++)
    if (serial[0] && strcmp(control->tokens[i].holds, serial) == 0) return true;
  return false;
}

static bool is_plugged_in(const Control *control, const char *serial) {
  const TokenSetting *token = find_token(control, serial);
  return !token || token->is_plugged_in;
}

static bool is_slot_shown(const Control *control, CK_SLOT_ID slot) {
  char serial[SERIAL_SIZE];
  serial_in(slot, serial);
  const TokenSetting *token = find_token(control, serial);
  if (token && token->holds[0]) return true;
  return !is_held_elsewhere(control, serial) && is_plugged_in(control, serial);
}

/* The slot behind: where another token is in this one, that token's own. Also tells the token's serial. */
static CK_SLOT_ID behind(CK_SLOT_ID slot, char serial[SERIAL_SIZE]) {
  Control control;
  read_control(&control);
  serial_in(slot, serial);
  const TokenSetting *token = find_token(&control, serial);
  if (!token || !token->holds[0]) return slot;
  char wanted[SERIAL_SIZE];
  memcpy(wanted, token->holds, SERIAL_SIZE);
  CK_SLOT_ID slots[SLOTS_MAX];
  CK_ULONG count;
  if (list_real_slots(slots, &count) != CKR_OK) return slot;
  for (CK_ULONG i = 0; i < count; i++) {
    serial_in(slots[i], serial);
    if (strcmp(serial, wanted) == 0) return slots[i];
  }
  return slot;
}

static CK_RV list_shown_slots(const Control *control, CK_SLOT_ID_PTR list, CK_ULONG_PTR count) {
  CK_SLOT_ID slots[SLOTS_MAX];
  CK_ULONG real_count, shown = 0;
  CK_RV rv = list_real_slots(slots, &real_count);
  if (rv != CKR_OK) return rv;
  for (CK_ULONG i = 0; i < real_count; i++)
    if (is_slot_shown(control, slots[i])) slots[shown++] = slots[i];
  bool fits = !list || *count >= shown;
  if (list && fits) memcpy(list, slots, shown * sizeof *slots);
  *count = shown;
  return fits ? CKR_OK : CKR_BUFFER_TOO_SMALL;
}

static CK_RV FaultyGetSlotList(CK_BBOOL tokenPresent, CK_SLOT_ID_PTR list, CK_ULONG_PTR count) {
  Call call;
  CK_RV rv;
  (void)tokenPresent; /* there are no empty slots here */
  if (begin(&call, "C_GetSlotList", "", &rv)) return end(&call, rv);
  return end(&call, list_shown_slots(call.control.caches_slots ? &at_start : &call.control, list, count));
}

static CK_RV FaultyGetSlotInfo(CK_SLOT_ID slot, CK_SLOT_INFO_PTR info) {
  char serial[SERIAL_SIZE];
  Call call;
  CK_RV rv;
  CK_SLOT_ID real_slot = behind(slot, serial);
  if (begin(&call, "C_GetSlotInfo", serial, &rv)) return end(&call, rv);
  rv = real->C_GetSlotInfo(real_slot, info);
  if (rv == CKR_OK && !is_plugged_in(&call.control, serial)) info->flags &= ~(CK_FLAGS)CKF_TOKEN_PRESENT;
  return end(&call, rv);
}

static void set_pin_flags(const Control *control, const char *serial, CK_FLAGS *flags) {
  const CK_FLAGS all = CKF_USER_PIN_COUNT_LOW | CKF_USER_PIN_FINAL_TRY | CKF_USER_PIN_LOCKED;
  if (control->pin_tries > 0 || control->hides_pin_flags) *flags &= ~all;
  if (control->pin_tries == 0 || control->hides_pin_flags) return;
  unsigned long wrong = read_wrong_pins(serial);
  if (wrong > 0) *flags |= CKF_USER_PIN_COUNT_LOW;
  if (wrong + 1 == control->pin_tries) *flags |= CKF_USER_PIN_FINAL_TRY;
  if (wrong >= control->pin_tries) *flags |= CKF_USER_PIN_LOCKED;
}

static void set_serial(const char *serial, CK_TOKEN_INFO_PTR info) {
  memset(info->serialNumber, ' ', sizeof info->serialNumber);
  memcpy(info->serialNumber, serial, strlen(serial));
}

static CK_RV FaultyGetTokenInfo(CK_SLOT_ID slot, CK_TOKEN_INFO_PTR info) {
  char serial[SERIAL_SIZE];
  Call call;
  CK_RV rv;
  CK_SLOT_ID real_slot = behind(slot, serial);
  if (begin(&call, "C_GetTokenInfo", serial, &rv)) return end(&call, rv);
  const TokenSetting *token = find_token(&call.control, serial);
  if (token && !token->is_plugged_in && token->loss.kind != LOSS_SILENT) return end(&call, CKR_TOKEN_NOT_PRESENT);
  rv = real->C_GetTokenInfo(real_slot, info);
  if (rv != CKR_OK) return end(&call, rv);
  set_pin_flags(&call.control, serial, &info->flags);
  if (token && token->shows[0]) set_serial(token->shows, info);
  return end(&call, CKR_OK);
}

/* A function of a slot that needs its token. */
#define SLOT_FUNCTION(NAME, PARAMETERS, ARGUMENTS)                                                    \
  static CK_RV Faulty##NAME PARAMETERS {                                                              \
    char serial[SERIAL_SIZE];                                                                         \
    Call call;                                                                                        \
    CK_RV rv;                                                                                         \
    slot = behind(slot, serial);                                                                      \
    if (begin(&call, "C_" #NAME, serial, &rv)) return end(&call, rv);                                 \
    if (!is_plugged_in(&call.control, serial)) return end(&call, CKR_TOKEN_NOT_PRESENT);              \
    return end(&call, real->C_##NAME ARGUMENTS);                                                      \
  }

SLOT_FUNCTION(GetMechanismList, (CK_SLOT_ID slot, CK_MECHANISM_TYPE_PTR list, CK_ULONG_PTR count), (slot, list, count))
SLOT_FUNCTION(GetMechanismInfo, (CK_SLOT_ID slot, CK_MECHANISM_TYPE type, CK_MECHANISM_INFO_PTR info),
              (slot, type, info))
SLOT_FUNCTION(CloseAllSessions, (CK_SLOT_ID slot), (slot))

/* ---- Life of the library ---- */

static CK_RV FaultyInitialize(CK_VOID_PTR arguments) {
  const CK_C_INITIALIZE_ARGS *wanted = arguments;
  Call call;
  CK_RV rv;
  if (begin(&call, "C_Initialize", "", &rv)) return end(&call, rv);
  if (call.control.refuses_os_locking && wanted && (wanted->flags & CKF_OS_LOCKING_OK))
    return end(&call, CKR_CANT_LOCK);
  at_start = call.control;
  remove_all_sessions();
  return end(&call, real->C_Initialize(arguments));
}

static CK_RV FaultyFinalize(CK_VOID_PTR reserved) {
  Call call;
  CK_RV rv;
  if (begin(&call, "C_Finalize", "", &rv)) return end(&call, rv);
  remove_all_sessions();
  return end(&call, real->C_Finalize(reserved));
}

static CK_RV FaultyGetInfo(CK_INFO_PTR info) {
  Call call;
  CK_RV rv;
  if (begin(&call, "C_GetInfo", "", &rv)) return end(&call, rv);
  return end(&call, real->C_GetInfo(info));
}

/* ---- Sessions and logins ---- */

static CK_RV FaultyOpenSession(CK_SLOT_ID slot, CK_FLAGS flags, CK_VOID_PTR application, CK_NOTIFY notify,
                               CK_SESSION_HANDLE_PTR session) {
  char serial[SERIAL_SIZE];
  Call call;
  CK_RV rv;
  CK_SLOT_ID real_slot = behind(slot, serial);
  if (begin(&call, "C_OpenSession", serial, &rv)) return end(&call, rv);
  const TokenSetting *token = find_token(&call.control, serial);
  if (token && !token->is_plugged_in) return end(&call, CKR_TOKEN_NOT_PRESENT);
  rv = real->C_OpenSession(real_slot, flags, application, notify, session);
  if (rv == CKR_OK) add_session(*session, serial, token ? token->plug : 0);
  return end(&call, rv);
}

static CK_RV FaultyCloseSession(CK_SESSION_HANDLE session) {
  Call call;
  CK_RV rv;
  if (begin_in_session(&call, "C_CloseSession", session, &rv)) return end(&call, rv);
  remove_session(session);
  return end(&call, real->C_CloseSession(session));
}

/* Whether the token was unplugged since C_Initialize. */
static bool was_replugged(const Call *call) {
  const TokenSetting *now = find_token(&call->control, call->serial);
  const TokenSetting *then = find_token(&at_start, call->serial);
  return (now ? now->plug : 0) != (then ? then->plug : 0);
}

static bool is_accepted_pin(CK_UTF8CHAR_PTR pin, CK_ULONG length) {
  return length == accepted_pin_length && memcmp(pin, accepted_pin, length) == 0;
}

static CK_RV check_pin(Call *call, CK_USER_TYPE user, CK_UTF8CHAR_PTR pin, CK_ULONG length) {
  if (call->control.refuses_pin) return CKR_PIN_INCORRECT;
  if (call->control.refuses_stale_pin && was_replugged(call)) return CKR_PIN_INCORRECT;
  if (user == CKU_CONTEXT_SPECIFIC && call->control.always_authenticate)
    return is_accepted_pin(pin, length) ? CKR_OK : CKR_PIN_INCORRECT;
  return real->C_Login(call->session->handle, user, pin, length);
}

/* The signature that was begun ends with a refused login, as some drivers have it. */
static void end_signature(CK_SESSION_HANDLE session) {
  CK_BYTE data[32] = {0}, signature[1024];
  CK_ULONG length = sizeof signature;
  real->C_Sign(session, data, sizeof data, signature, &length);
}

static bool is_wrong_pin(CK_RV rv) {
  return rv == CKR_PIN_INCORRECT || rv == CKR_PIN_INVALID || rv == CKR_PIN_LEN_RANGE;
}

static void remember_login(Call *call, CK_USER_TYPE user, CK_UTF8CHAR_PTR pin, CK_ULONG length) {
  if (user == CKU_CONTEXT_SPECIFIC) call->session->has_context_login = true;
  if (user != CKU_USER || length > PIN_SIZE) return;
  memcpy(accepted_pin, pin, length);
  accepted_pin_length = length;
}

static CK_RV FaultyLogin(CK_SESSION_HANDLE session, CK_USER_TYPE user, CK_UTF8CHAR_PTR pin, CK_ULONG length) {
  Call call;
  CK_RV rv;
  if (begin_in_session(&call, "C_Login", session, &rv)) return end(&call, rv);
  if (!call.session || user == CKU_SO) return end(&call, real->C_Login(session, user, pin, length));
  unsigned long tries = call.control.pin_tries, wrong = tries ? read_wrong_pins(call.serial) : 0;
  if (tries && wrong >= tries) return end(&call, CKR_PIN_LOCKED);
  rv = check_pin(&call, user, pin, length);
  if (tries && is_wrong_pin(rv)) write_wrong_pins(call.serial, wrong + 1);
  if (user == CKU_CONTEXT_SPECIFIC && is_wrong_pin(rv)) end_signature(session);
  if (tries && rv == CKR_OK) write_wrong_pins(call.serial, 0);
  if (rv == CKR_OK) remember_login(&call, user, pin, length);
  return end(&call, rv);
}

/* ---- Signing ---- */

static CK_RV FaultySignInit(CK_SESSION_HANDLE session, CK_MECHANISM_PTR mechanism, CK_OBJECT_HANDLE key) {
  Call call;
  CK_RV rv;
  if (begin_in_session(&call, "C_SignInit", session, &rv)) return end(&call, rv);
  if (call.session) call.session->has_context_login = false;
  return end(&call, real->C_SignInit(session, mechanism, key));
}

static CK_RV FaultySign(CK_SESSION_HANDLE session, CK_BYTE_PTR data, CK_ULONG length, CK_BYTE_PTR signature,
                        CK_ULONG_PTR signature_length) {
  Call call;
  CK_RV rv;
  if (begin_in_session(&call, "C_Sign", session, &rv)) return end(&call, rv);
  if (call.session && call.control.always_authenticate && !call.session->has_context_login)
    return end(&call, CKR_USER_NOT_LOGGED_IN);
  rv = real->C_Sign(session, data, length, signature, signature_length);
  if (rv == CKR_OK && signature && call.is_wrong) signature[*signature_length / 2] ^= 0x55;
  if (rv == CKR_OK && signature && call.session) call.session->has_context_login = false;
  return end(&call, rv);
}

/* ---- Objects ---- */

static CK_RV FaultyGetAttributeValue(CK_SESSION_HANDLE session, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_PTR attributes,
                                     CK_ULONG count) {
  Call call;
  CK_RV rv;
  if (begin_in_session(&call, "C_GetAttributeValue", session, &rv)) return end(&call, rv);
  rv = real->C_GetAttributeValue(session, object, attributes, count);
  for (CK_ULONG i = 0; rv == CKR_OK && call.control.always_authenticate && i < count; i++)
    if (attributes[i].type == CKA_ALWAYS_AUTHENTICATE && attributes[i].pValue)
      *(CK_BBOOL *)attributes[i].pValue = CK_TRUE;
  return end(&call, rv);
}

/* A function of a session that is passed on as it is. */
#define SESSION_FUNCTION(NAME, PARAMETERS, ARGUMENTS)                                                 \
  static CK_RV Faulty##NAME PARAMETERS {                                                              \
    Call call;                                                                                        \
    CK_RV rv;                                                                                         \
    if (begin_in_session(&call, "C_" #NAME, session, &rv)) return end(&call, rv);                     \
    return end(&call, real->C_##NAME ARGUMENTS);                                                      \
  }

SESSION_FUNCTION(GetSessionInfo, (CK_SESSION_HANDLE session, CK_SESSION_INFO_PTR info), (session, info))
SESSION_FUNCTION(Logout, (CK_SESSION_HANDLE session), (session))
SESSION_FUNCTION(FindObjectsInit, (CK_SESSION_HANDLE session, CK_ATTRIBUTE_PTR template, CK_ULONG count),
                 (session, template, count))
SESSION_FUNCTION(FindObjects,
                 (CK_SESSION_HANDLE session, CK_OBJECT_HANDLE_PTR objects, CK_ULONG max, CK_ULONG_PTR count),
                 (session, objects, max, count))
SESSION_FUNCTION(FindObjectsFinal, (CK_SESSION_HANDLE session), (session))

/* ---- The library behind ---- */

static bool load_real(const Control *control) {
  if (control->environment_name[0]) setenv(control->environment_name, control->environment_value, 1);
  void *library = dlopen(control->library, RTLD_NOW | RTLD_LOCAL);
  CK_C_GetFunctionList get_list = library ? (CK_C_GetFunctionList)dlsym(library, "C_GetFunctionList") : NULL;
  if (get_list && get_list(&real) == CKR_OK) return true;
  fprintf(stderr, "fault module: cannot use the library \"%s\": %s\n", control->library, library ? "" : dlerror());
  return false;
}

#define FUNCTIONS(EACH)                                                                                  \
  EACH(Initialize) EACH(Finalize) EACH(GetInfo) EACH(GetSlotList) EACH(GetSlotInfo) EACH(GetTokenInfo)   \
  EACH(GetMechanismList) EACH(GetMechanismInfo) EACH(OpenSession) EACH(CloseSession)                     \
  EACH(CloseAllSessions) EACH(GetSessionInfo) EACH(Login) EACH(Logout) EACH(FindObjectsInit)             \
  EACH(FindObjects) EACH(FindObjectsFinal) EACH(GetAttributeValue) EACH(SignInit) EACH(Sign)

static CK_FUNCTION_LIST faulty;

__attribute__((visibility("default"))) CK_RV C_GetFunctionList(CK_FUNCTION_LIST_PTR_PTR list) {
  Call call;
  CK_RV rv;
  if (begin(&call, "C_GetFunctionList", "", &rv)) return end(&call, rv);
  if (!load_real(&call.control)) return end(&call, CKR_GENERAL_ERROR);
  faulty = *real;
  faulty.C_GetFunctionList = C_GetFunctionList;
#define REPLACE(NAME) faulty.C_##NAME = Faulty##NAME;
  FUNCTIONS(REPLACE)
  *list = &faulty;
  return end(&call, CKR_OK);
}
