/**
 * What a PKCS#11 return value means for us. One table from number to name and meaning; the rest of the room
 * knows meanings only. Numbers: PKCS#11 v2.40 (OASIS), section 3.6 and pkcs11t.h. Meanings: what tokens of
 * the field were seen to answer, which is not always what the standard says.
 */

export type CkrMeaning =
  | 'lost' //              the token, our session or the driver's state is gone: look again with a fresh process
  | 'pin-refused' //       the token will not have this PIN: never repeat it
  | 'pin-locked' //        the token is blocked: only its authority can help
  | 'already-logged-in' // as good as success
  | 'cant-lock' //         the library refuses operating system locks
  | 'no-mechanism' //      this key cannot sign in the way we asked
  | 'failure' //           anything else

interface CkrEntry {
  readonly name: string
  readonly meaning: CkrMeaning
}

const table: Readonly<Record<number, CkrEntry>> = {
  3: { name: 'CKR_SLOT_ID_INVALID', meaning: 'lost' },
  5: { name: 'CKR_GENERAL_ERROR', meaning: 'lost' },
  6: { name: 'CKR_FUNCTION_FAILED', meaning: 'lost' },
  10: { name: 'CKR_CANT_LOCK', meaning: 'cant-lock' },
  48: { name: 'CKR_DEVICE_ERROR', meaning: 'lost' },
  50: { name: 'CKR_DEVICE_REMOVED', meaning: 'lost' },
  96: { name: 'CKR_KEY_HANDLE_INVALID', meaning: 'lost' },
  99: { name: 'CKR_KEY_TYPE_INCONSISTENT', meaning: 'no-mechanism' },
  104: { name: 'CKR_KEY_FUNCTION_NOT_PERMITTED', meaning: 'no-mechanism' },
  112: { name: 'CKR_MECHANISM_INVALID', meaning: 'no-mechanism' },
  113: { name: 'CKR_MECHANISM_PARAM_INVALID', meaning: 'no-mechanism' },
  130: { name: 'CKR_OBJECT_HANDLE_INVALID', meaning: 'lost' },
  144: { name: 'CKR_OPERATION_ACTIVE', meaning: 'lost' },
  145: { name: 'CKR_OPERATION_NOT_INITIALIZED', meaning: 'lost' },
  160: { name: 'CKR_PIN_INCORRECT', meaning: 'pin-refused' },
  161: { name: 'CKR_PIN_INVALID', meaning: 'pin-refused' },
  162: { name: 'CKR_PIN_LEN_RANGE', meaning: 'pin-refused' },
  163: { name: 'CKR_PIN_EXPIRED', meaning: 'pin-refused' },
  164: { name: 'CKR_PIN_LOCKED', meaning: 'pin-locked' },
  176: { name: 'CKR_SESSION_CLOSED', meaning: 'lost' },
  179: { name: 'CKR_SESSION_HANDLE_INVALID', meaning: 'lost' },
  224: { name: 'CKR_TOKEN_NOT_PRESENT', meaning: 'lost' },
  225: { name: 'CKR_TOKEN_NOT_RECOGNIZED', meaning: 'lost' },
  256: { name: 'CKR_USER_ALREADY_LOGGED_IN', meaning: 'already-logged-in' },
  257: { name: 'CKR_USER_NOT_LOGGED_IN', meaning: 'lost' },
  258: { name: 'CKR_USER_PIN_NOT_INITIALIZED', meaning: 'pin-refused' },
  400: { name: 'CKR_CRYPTOKI_NOT_INITIALIZED', meaning: 'lost' },
}

/** What to do about a return value; those outside the table, and a vendor's own, are plain failures. */
export function ckrMeaning(code: number): CkrMeaning {
  return table[code]?.meaning ?? 'failure'
}

/** The standard's name, or the number in hex for values outside the table. */
export function ckrName(code: number): string {
  return table[code]?.name ?? `CKR 0x${code.toString(16)}`
}
