/**
 * One PKCS#11 library in this process: child side of the driver process. Every call of the library happens
 * here or in functions called from here, synchronously and so one at a time: pkcs11js' asynchronous calls
 * read memory that was freed (its issue 121).
 *
 * Owns the library's state, its sessions and, for keys that ask for it at every signature, the PIN.
 */
import { createHash } from 'node:crypto'
import pkcs11js from 'pkcs11js'
import { calling, DriverError } from './driver-error.ts'
import type { DriverCalls, FoundToken, KeyReport, LibraryInfo, OpenTokenId } from './messages.ts'
import { type CertificateObject, type Handle, readCertificates } from './objects.ts'
import { findSigningKeys, type LoggedInSession, logIn, type SigningKey, signWithKey } from './signing-keys.ts'

/** CKS_RO_USER_FUNCTIONS and CKS_RW_USER_FUNCTIONS: PKCS#11 v2.40, pkcs11t.h. */
const USER_STATES: ReadonlySet<number> = new Set([1, 3])

interface OpenToken {
  readonly slot: Handle
  readonly session: Handle
  readonly serial: string
  readonly certificates: ReadonlyMap<string, CertificateObject>
  readonly login: LoggedInSession
  keys: Map<string, SigningKey>
  /** Kept only while a key wants it at every signature. */
  pin: Buffer | null
  /** How the token refused the PIN, after which it does not get it again from here. */
  refusal: DriverError | null
}

export class Driver {
  readonly #p11 = new pkcs11js.PKCS11()
  readonly #open = new Map<OpenTokenId, OpenToken>()
  #lastId = 0

  /** @throws {DriverError} `load`: no such file, wrong bitness, no PKCS#11 library; or what C_Initialize answered. */
  load(path: string): LibraryInfo {
    try {
      this.#p11.load(path)
    } catch (error) {
      throw new DriverError({ kind: 'load', message: error instanceof Error ? error.message : String(error) })
    }
    this.#initialize()
    const info = calling('C_GetInfo', () => this.#p11.C_GetInfo())
    return {
      manufacturer: trimPadding(info.manufacturerID),
      description: trimPadding(info.libraryDescription),
      version: `${info.libraryVersion.major}.${info.libraryVersion.minor}`,
    }
  }

  /** With operating system locks, since drivers have threads of their own; without where they are refused. */
  #initialize(): void {
    try {
      calling('C_Initialize', () => this.#p11.C_Initialize({ flags: pkcs11js.CKF_OS_LOCKING_OK }))
    } catch (error) {
      if (!(error instanceof DriverError) || error.meaning !== 'cant-lock') throw error
      calling('C_Initialize', () => this.#p11.C_Initialize())
    }
  }

  /** The tokens plugged in. A slot that fails is left out: one bad reader must not hide the others. */
  scan({ leaveAlone }: DriverCalls['scan']['takes']): FoundToken[] {
    return this.#slots().flatMap((slot) => {
      try {
        if (leaveAlone.includes(this.#serialOf(slot) ?? '')) return []
        const session = this.#openSession(slot)
        try {
          return this.#describe(slot, readCertificates(this.#p11, session))
        } finally {
          calling('C_CloseSession', () => this.#p11.C_CloseSession(session))
        }
      } catch (error) {
        if (error instanceof DriverError) return []
        throw error
      }
    })
  }

  open({ serial, thumbprints }: DriverCalls['open']['takes']): DriverCalls['open']['gives'] {
    for (const slot of this.#slots()) {
      if (this.#serialOf(slot) !== serial) continue
      const session = this.#openSession(slot)
      const certificates = readCertificates(this.#p11, session)
      const byThumbprint = new Map(certificates.map((certificate) => [thumbprintOf(certificate.der), certificate]))
      const [found] = this.#describe(slot, certificates)
      // A token that never showed a certificate is known by its serial number alone.
      const isSame = thumbprints.length === 0 || thumbprints.some((thumbprint) => byThumbprint.has(thumbprint))
      if (!found || !isSame) {
        calling('C_CloseSession', () => this.#p11.C_CloseSession(session))
        continue
      }
      const token = ++this.#lastId
      this.#open.set(token, this.#prepare(slot, session, serial, byThumbprint))
      return { token, found }
    }
    return null
  }

  #prepare(
    slot: Handle,
    session: Handle,
    serial: string,
    certificates: ReadonlyMap<string, CertificateObject>,
  ): OpenToken {
    const mechanisms = new Set(calling('C_GetMechanismList', () => this.#p11.C_GetMechanismList(slot)))
    const pin = () => token.pin?.toString('utf8') ?? ''
    const login = { p11: this.#p11, session, mechanisms, pin }
    const token: OpenToken = { slot, session, serial, certificates, login, keys: new Map(), pin: null, refusal: null }
    return token
  }

  /** @throws {DriverError} What C_Login answered. */
  login({ token: id, pin }: DriverCalls['login']['takes']): null {
    const token = this.#tokenOf(id)
    token.pin = Buffer.from(pin)
    pin.fill(0)
    try {
      logIn(token.login, pkcs11js.CKU_USER)
    } catch (error) {
      forgetPin(token)
      throw error
    }
    return null
  }

  keys({ token: id, probe }: DriverCalls['keys']['takes']): KeyReport[] {
    const token = this.#tokenOf(id)
    try {
      const { keys, reports } = findSigningKeys(token.login, token.certificates, probe)
      token.keys = keys
      return reports
    } finally {
      if (![...token.keys.values()].some((key) => key.alwaysAuthenticate)) forgetPin(token)
    }
  }

  sign({ token: id, thumbprint, ...digested }: DriverCalls['sign']['takes']): DriverCalls['sign']['gives'] {
    const token = this.#tokenOf(id)
    const key = token.keys.get(thumbprint)
    if (!key) throw new DriverError({ kind: 'no-key' })
    // The next signatures are here before the gateway knows of the refusal.
    if (token.refusal && key.alwaysAuthenticate) throw token.refusal
    try {
      return signWithKey(token.login, key, digested)
    } catch (error) {
      if (error instanceof DriverError && error.isPinJudgement) {
        token.refusal = error
        forgetPin(token)
      }
      throw error
    }
  }

  /** @throws {DriverError} The token, the session or the login is gone. */
  check(id: OpenTokenId): null {
    const token = this.#tokenOf(id)
    const { state } = calling('C_GetSessionInfo', () => this.#p11.C_GetSessionInfo(token.session))
    if (!USER_STATES.has(state))
      throw new DriverError({ kind: 'ckr', code: pkcs11js.CKR_USER_NOT_LOGGED_IN, during: 'check' })
    if (this.#serialOf(token.slot) !== token.serial) {
      throw new DriverError({ kind: 'ckr', code: pkcs11js.CKR_DEVICE_REMOVED, during: 'check' })
    }
    return null
  }

  close(id: OpenTokenId): null {
    const token = this.#tokenOf(id)
    this.#open.delete(id)
    forgetPin(token)
    try {
      calling('C_Logout', () => this.#p11.C_Logout(token.session))
    } finally {
      calling('C_CloseSession', () => this.#p11.C_CloseSession(token.session))
    }
    return null
  }

  #tokenOf(id: OpenTokenId): OpenToken {
    const token = this.#open.get(id)
    if (!token) throw new Error(`no token ${id} is open in this process`)
    return token
  }

  #slots(): Handle[] {
    return calling('C_GetSlotList', () => this.#p11.C_GetSlotList(true))
  }

  /** A session for reading suffices: signing changes nothing on the token. */
  #openSession(slot: Handle): Handle {
    return calling('C_OpenSession', () => this.#p11.C_OpenSession(slot, pkcs11js.CKF_SERIAL_SESSION))
  }

  #serialOf(slot: Handle): string | null {
    try {
      return trimPadding(calling('C_GetTokenInfo', () => this.#p11.C_GetTokenInfo(slot)).serialNumber)
    } catch (error) {
      if (error instanceof DriverError) return null
      throw error
    }
  }

  /** As a list of one, or empty for a token that was never initialized. */
  #describe(slot: Handle, certificates: readonly CertificateObject[]): FoundToken[] {
    const info = calling('C_GetTokenInfo', () => this.#p11.C_GetTokenInfo(slot))
    if ((info.flags & pkcs11js.CKF_TOKEN_INITIALIZED) === 0) return []
    return [
      {
        serial: trimPadding(info.serialNumber),
        label: trimPadding(info.label),
        model: trimPadding(info.model),
        manufacturer: trimPadding(info.manufacturerID),
        pinFlag: toPinFlag(info.flags),
        certificates: certificates.map(({ der }) => der),
      },
    ]
  }
}

function toPinFlag(flags: number): FoundToken['pinFlag'] {
  if (flags & pkcs11js.CKF_USER_PIN_LOCKED) return 'locked'
  if (flags & pkcs11js.CKF_USER_PIN_FINAL_TRY) return 'final-try'
  return flags & pkcs11js.CKF_USER_PIN_COUNT_LOW ? 'count-low' : 'ok'
}

/** PKCS#11 pads texts with blanks; some drivers pad with NUL. */
function trimPadding(text: string): string {
  return text.replace(/[\s\0]+$/, '')
}

function thumbprintOf(der: Buffer): string {
  return createHash('sha256').update(der).digest('hex')
}

function forgetPin(token: OpenToken): void {
  token.pin?.fill(0)
  token.pin = null
}
