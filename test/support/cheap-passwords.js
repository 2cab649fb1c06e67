/**
 * Preloaded into gateways of tests: a password costs a millisecond instead of half a second of a processor, of which a
 * run of stories would take minutes. What passwords really cost is put to the proof where guessing is (S15).
 *
 * Passwords alone: they are told from the passphrases of backups by the length of their keys.
 */
import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'

const PASSWORD_KEY_BYTES = 32
const CHEAP_N = 2 ** 8
const { scrypt } = crypto

crypto.scrypt = (password, salt, keyBytes, options, callback) =>
  scrypt(password, salt, keyBytes, keyBytes === PASSWORD_KEY_BYTES ? { ...options, N: CHEAP_N } : options, callback)
syncBuiltinESMExports()
