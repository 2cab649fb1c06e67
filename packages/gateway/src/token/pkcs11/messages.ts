/**
 * What the gateway and a driver process say to each other: plain data over a pipe, as message-codec.ts writes it.
 * Calls are answered in order, one at a time.
 */
import type { TokenSignature } from '../token.ts'
import type { Digested } from './mechanism.ts'

/** A token as its driver describes it, before anyone logged in. */
export interface FoundToken {
  readonly serial: string
  readonly label: string
  readonly model: string
  readonly manufacturer: string
  readonly pinFlag: 'ok' | 'count-low' | 'final-try' | 'locked'
  /** DER of every certificate object, in the order the driver lists them. */
  readonly certificates: readonly Uint8Array[]
}

export interface LibraryInfo {
  readonly manufacturer: string
  readonly description: string
  /** As `2.6`. */
  readonly version: string
}

/** Whether the private key for a certificate is there, and really its own. */
export interface KeyReport {
  /** SHA-256 of the certificate, lower-case hex. */
  readonly thumbprint: string
  readonly key: 'ok' | 'missing' | 'mismatch'
  /** Whether it wants the PIN at every signature. */
  readonly asksPin: boolean
}

/** Numbers a token that a process has open; only that process knows what it means. */
export type OpenTokenId = number

/** Name of a call to what it takes and gives. */
export interface DriverCalls {
  /** Loads and initializes the library. */
  load: { takes: { readonly path: string }; gives: LibraryInfo }
  /** Lists the tokens plugged in, without logging in, and without touching those with these serial numbers. */
  scan: { takes: { readonly leaveAlone: readonly string[] }; gives: readonly FoundToken[] }
  /** Opens a session on the token with this serial number and one of these certificates; null when there is none. */
  open: {
    takes: { readonly serial: string; readonly thumbprints: readonly string[] }
    gives: { readonly token: OpenTokenId; readonly found: FoundToken } | null
  }
  /** C_Login, once, and nothing else: whoever waits for it knows what an answer that never comes leaves open. */
  login: { takes: { readonly token: OpenTokenId; readonly pin: Uint8Array }; gives: null }
  /** After the login, finds the private keys. `probe` signs a random digest with each and checks it. */
  keys: { takes: { readonly token: OpenTokenId; readonly probe: boolean }; gives: readonly KeyReport[] }
  sign: { takes: { readonly token: OpenTokenId; readonly thumbprint: string } & Digested; gives: TokenSignature }
  /** Asks the token whether our login still stands; any trouble is an error. */
  check: { takes: { readonly token: OpenTokenId }; gives: null }
  /** Logs out and forgets the token. */
  close: { takes: { readonly token: OpenTokenId }; gives: null }
}

export type CallName = keyof DriverCalls

/** From the gateway. */
export type CallMessage = {
  [Name in CallName]: { readonly call: Name; readonly takes: DriverCalls[Name]['takes'] }
}[CallName]

/** What a driver process can fail with; the gateway knows what each means. */
export type DriverFailure =
  | { readonly kind: 'ckr'; readonly code: number; readonly during: string }
  | { readonly kind: 'load'; readonly message: string }
  | { readonly kind: 'no-mechanism'; readonly algorithm: string }
  | { readonly kind: 'no-key' }
  | { readonly kind: 'bug'; readonly message: string }

/** From the driver process: the answer to the call before. */
export type AnswerMessage =
  | { readonly ok: true; readonly gives: DriverCalls[CallName]['gives'] }
  | { readonly ok: false; readonly failure: DriverFailure }
