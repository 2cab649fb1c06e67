/**
 * Port: the tokens of this host. Plain data in and out; a token's driver lives in a child process of its
 * own, behind the adapter.
 */
import type { Certificate } from '../domain/certificate.ts'
import type { ModuleConfig } from '../domain/gateway-config.ts'

export type TokenState =
  | 'ready' //       unlocked, its process answers
  | 'locked' //      plugged in, waits for a person's PIN
  | 'pin-refused' // the last PIN was wrong; waits for a person
  | 'absent' //      known from before, not plugged in now
  | 'faulty' //      put aside: wrong signatures, or its driver keeps failing
  | 'starting' //    its process is being (re)started

/** One token as users see it. */
export interface TokenStatus {
  /** The name users call it by: from the configuration, else its label, made unique. */
  readonly name: string
  /** Name of its module in the configuration. */
  readonly module: string
  readonly serial: string
  readonly label: string
  readonly model: string
  readonly manufacturer: string
  readonly state: TokenState
  /** Why it is not ready: an error code of the catalogue, or null. */
  readonly errorCode: string | null
  /** What the token says of its PIN counter; many tokens never say anything. */
  readonly pinFlag: 'ok' | 'count-low' | 'final-try' | 'locked'
  /** Certificates with a private key on this token; known ones stay listed while it is absent. */
  readonly certificates: readonly Certificate[]
  /** Documents waiting in its lane, the one being signed included. */
  readonly queueLength: number
  readonly signed: SignedSoFar
}

/** What a token's driver signed since the gateway started. */
export interface SignedSoFar {
  readonly count: number
  /** Altogether, within C_SignInit and C_Sign. */
  readonly ms: number
}

export interface SignDigestRequest {
  /** SHA-256 thumbprint of the certificate whose key signs. */
  readonly thumbprint: string
  readonly digestAlgorithm: 'sha1' | 'sha256'
  readonly digest: Uint8Array
  /**
   * What the digest is of, where the caller has it. Needed only by tokens whose driver insists on hashing;
   * without it they answer ERR_MECHANISM_MISSING.
   */
  readonly data?: Uint8Array
  /** Lanes take turns between these keys (a source, a workstation), so that none starves the others. */
  readonly fairnessKey: string
  /** Gives the place in the lane up; a signature already under way is finished and thrown away. */
  readonly signal?: AbortSignal
}

export interface TokenSignature {
  /** As it stands in a SignatureValue; see `Tokens.sign`. */
  readonly value: Uint8Array
  /** What C_SignInit and C_Sign took, in milliseconds with fractions, measured where the driver runs. */
  readonly signMs: number
}

export interface Tokens {
  /** Finds the configured modules' tokens; a module that fails is reported in `list`, not thrown. */
  start(): Promise<void>
  /** Locks every token, zeroes every PIN and ends every child process. */
  stop(): Promise<void>
  list(): readonly TokenStatus[]
  /** Modules that could not be used, with the reason. */
  moduleProblems(): readonly { readonly module: string; readonly message: string }[]
  /** Looks for tokens anew in every module. */
  rescan(): Promise<void>
  /**
   * Takes modules into use that are not yet, and the names that the configuration gives tokens now. What is in use
   * stays: nobody has to type a PIN again.
   */
  useModules(modules: readonly ModuleConfig[]): Promise<void>
  /**
   * Logs in once. Takes over `pin` and zeroes it when the token is locked again.
   *
   * @throws {CongkyError} ERR_TOKEN_UNKNOWN, ERR_TOKEN_ABSENT, ERR_PIN_REFUSED, ERR_PIN_TRIES_LOW (unless
   * `confirmLowTries`), ERR_PIN_BLOCKED, ERR_KEY_MISMATCH.
   */
  unlock(name: string, pin: Buffer, options?: { readonly confirmLowTries?: boolean }): Promise<TokenStatus>
  /** Logs out, zeroes the PIN. Locking a locked token is fine. @throws {CongkyError} ERR_TOKEN_UNKNOWN */
  lock(name: string): Promise<TokenStatus>
  /**
   * Signs one digest in the lane of the token that holds the certificate. RSA answers are PKCS#1 v1.5 as
   * they stand in a SignatureValue; ECDSA answers are r ‖ s (RFC 4050 and XML-DSig form). The value is not
   * verified here: the caller does, against the certificate.
   *
   * @throws {CongkyError} hold: ERR_TOKEN_ABSENT, ERR_TOKEN_LOCKED, ERR_PIN_REFUSED, ERR_TOKEN_FAULTY,
   * ERR_KEY_MISMATCH, ERR_MECHANISM_MISSING. retry: ERR_TOKEN_BUSY, ERR_TOKEN_GONE, ERR_TOKEN_TIMEOUT.
   * ERR_CANCELLED when `signal` fired first.
   */
  sign(request: SignDigestRequest): Promise<TokenSignature>
  /** Tells that a signature did not verify; after three in a row the token is put aside. */
  reportWrongSignature(thumbprint: string): void
  /** Calls back after any change of any token's state or certificates. Returns how to stop it. */
  onChange(listener: () => void): () => void
}

/** The durable counter of PIN attempts, one row a token: it must outlive every process. */
export interface PinAttempts {
  /** Whether the last PIN tried on this token was refused and no person typed one since. */
  isRefused(tokenKey: string): Promise<boolean>
  /** Durable before `C_Login` runs: if we die in between, the attempt counts as refused. */
  recordAttempt(tokenKey: string): Promise<void>
  recordSuccess(tokenKey: string): Promise<void>
}
