/**
 * A PKCS#11 library that misbehaves when told to, in front of SoftHSM: `test/fault-module/README.md` says
 * what it can do. Each FaultModule is a copy of the library in a folder, with its control file, its counters
 * and its log of calls beside it; what is set takes effect with the next call of any process that has it loaded.
 */
import { copyFileSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import pkcs11js from 'pkcs11js'
import { buildFaultModule } from './build-fault-module.ts'
import type { SoftHsm } from './softhsm.ts'

/** Name of a PKCS#11 return value, such as `CKR_DEVICE_REMOVED`. */
export type ReturnValue = Extract<keyof typeof pkcs11js, `CKR_${string}`>

/** What happens in a call instead of, or beside, passing it on. */
export type Fault =
  | 'hangs'
  | 'crashes' //                       SIGSEGV
  | 'hangs-after' //                   once it was passed on
  | 'crashes-after'
  | 'gives-wrong-signature' //         of C_Sign
  | { readonly answers: ReturnValue } // without passing it on
  | { readonly answersAfter: ReturnValue } // once it was passed on
  | { readonly takesMs: number } //    before it is passed on

export interface FaultScope {
  /** Serial number of the only token concerned. Default: all. */
  readonly serial?: string
  /** How many calls it befalls, over all processes. Default: all. */
  readonly times?: number
  /** How many calls pass first. Default: none. */
  readonly skip?: number
}

/** How calls of open sessions show that their token was pulled out. */
export type Loss =
  | ReturnValue
  | 'hang'
  | 'crash'
  | 'silent' //  session and token still look well, and C_Sign fails; only the slot list knows
  | 'rubbish' // all answers are well, and signatures are wrong

export interface FaultSettings {
  /** Wrong PINs that lock the token; 0: it never locks. */
  readonly pinTries: number
  /** Whether the token tells COUNT_LOW, FINAL_TRY and LOCKED. */
  readonly reportsPinFlags: boolean
  /** Whether a process keeps the slot list of its C_Initialize. */
  readonly cachesSlots: boolean
  /** Whether C_Initialize answers CKR_CANT_LOCK to CKF_OS_LOCKING_OK. */
  readonly refusesOsLocking: boolean
  /** Whether every PIN is wrong, as when it was changed elsewhere. */
  readonly refusesPin: boolean
  /** Whether a process that was there before a re-plug gets CKR_PIN_INCORRECT for the right PIN. */
  readonly refusesStalePin: boolean
  /** Whether the library does one call at a time, whatever the token: some drivers have a lock around everything. */
  readonly hasGlobalLock: boolean
  /** Whether every key wants the PIN at every signature. */
  readonly alwaysAuthenticates: boolean
}

/** One call of the library. */
export interface LoggedCall {
  /** When it came, in milliseconds since 1970, with fractions. */
  readonly at: number
  /** When it returned; null: it has not, or never did. */
  readonly endedAt: number | null
  readonly pid: number
  /** As `C_Sign`. */
  readonly name: string
  /** Of the token concerned, or null. */
  readonly serial: string | null
  /** Name of what the library behind answered, the number in hex for a vendor's own; null as `endedAt`. */
  readonly rv: string | null
  /** Calls that were under way in the same process when it came. */
  readonly overlapping: number
}

interface PluggedToken {
  isPluggedIn: boolean
  plug: number
  loss: Loss
  shows: string | null
  holds: string | null
}

const DEFAULTS: FaultSettings = {
  ...{ pinTries: 0, reportsPinFlags: true, cachesSlots: false },
  ...{ refusesOsLocking: false, refusesPin: false, refusesStalePin: false, alwaysAuthenticates: false },
  hasGlobalLock: false,
}

export class FaultModule {
  /** Path of the library. */
  readonly modulePath: string
  /** What the environment of every process that loads it must hold: nothing, it brings its own. */
  readonly env: Readonly<Record<string, string>> = {}
  readonly #softHsm: Pick<SoftHsm, 'modulePath' | 'env'>
  readonly #tokens = new Map<string, PluggedToken>()
  #settings = DEFAULTS
  #rules: string[] = []
  #lastRule = 0

  private constructor(folder: string, softHsm: Pick<SoftHsm, 'modulePath' | 'env'>) {
    this.modulePath = join(folder, 'fault-module.so')
    this.#softHsm = softHsm
  }

  /** Builds the library where that was not done yet, and puts a copy into the folder, which is made when missing. */
  static async create(folder: string, softHsm: Pick<SoftHsm, 'modulePath' | 'env'>): Promise<FaultModule> {
    await mkdir(folder, { recursive: true })
    const module = new FaultModule(folder, softHsm)
    copyFileSync(await buildFaultModule(), module.modulePath)
    module.#write()
    return module
  }

  /** Changes settings; those not named stay. */
  set(changes: Partial<FaultSettings>): void {
    this.#settings = { ...this.#settings, ...changes }
    this.#write()
  }

  /** From now on, calls of this function (`*`: all) meet the fault. Faults of one function add up, in order. */
  on(name: `C_${string}` | '*', fault: Fault, { serial, times, skip }: FaultScope = {}): void {
    this.#rules.push(`rule ${++this.#lastRule} ${name} ${serial ?? '*'} ${times ?? -1} ${skip ?? 0} ${toAction(fault)}`)
    this.#write()
  }

  /** Takes all faults and settings back. What is unplugged stays unplugged, and counters keep their values. */
  clear(): void {
    this.#settings = DEFAULTS
    this.#rules = []
    this.#write()
  }

  /** Pulls a token out: its slot is empty, its sessions are dead for good. */
  unplug(serial: string, loss: Loss = 'CKR_DEVICE_REMOVED'): void {
    const token = this.#token(serial)
    Object.assign(token, { isPluggedIn: false, plug: token.plug + 1, loss, holds: null })
    this.#write()
  }

  plugIn(serial: string): void {
    Object.assign(this.#token(serial), { isPluggedIn: true, holds: null })
    this.#write()
  }

  /** Pulls a token out and puts another into its slot. Plugging either in again ends that. */
  replace(serial: string, other: string, loss: Loss = 'CKR_DEVICE_REMOVED'): void {
    this.unplug(serial, loss)
    this.#token(serial).holds = other
    this.#write()
  }

  /** A token tells another serial number than its own; null: its own again. Here it keeps being called by its own. */
  showSerial(serial: string, shown: string | null): void {
    this.#token(serial).shows = shown
    this.#write()
  }

  /** Wrong PINs since the last right one; counted while `pinTries` is set. */
  wrongPins(serial: string): number {
    try {
      return Number.parseInt(readFileSync(`${this.modulePath}.pin.${serial}`, 'utf8'), 10) || 0
    } catch {
      return 0
    }
  }

  /** Makes the token believe in so many wrong PINs. */
  setWrongPins(serial: string, count: number): void {
    writeFileSync(`${this.modulePath}.pin.${serial}`, `${count}\n`)
  }

  /** Every call since the module was made, in the order they came. */
  calls(): readonly LoggedCall[] {
    return parseCalls(readLog(`${this.modulePath}.calls`))
  }

  /** How many calls of a function came, for one token or all. */
  count(name: `C_${string}`, serial?: string): number {
    return this.calls().filter((call) => call.name === name && (serial ?? call.serial) === call.serial).length
  }

  #token(serial: string): PluggedToken {
    const known = this.#tokens.get(serial)
    if (known) return known
    const token: PluggedToken = { isPluggedIn: true, plug: 0, loss: 'CKR_DEVICE_REMOVED', shows: null, holds: null }
    this.#tokens.set(serial, token)
    return token
  }

  /** A whole new file takes the old one's place, so that nobody reads half of one. */
  #write(): void {
    const { pinTries, reportsPinFlags, cachesSlots, ...refuses } = this.#settings
    const tokens = [...this.#tokens].flatMap(([serial, { isPluggedIn, plug, loss, shows, holds }]) => [
      `token ${serial} ${isPluggedIn ? 'in' : 'out'} ${plug} ${toLoss(loss)}`,
      ...(shows === null ? [] : [`shows ${serial} ${shows}`]),
      ...(holds === null ? [] : [`holds ${serial} ${holds}`]),
    ])
    const lines = [
      `library ${this.#softHsm.modulePath}`,
      ...Object.entries(this.#softHsm.env).map(([name, value]) => `environment ${name} ${value}`),
      `pin-tries ${pinTries}`,
      `pin-flags ${reportsPinFlags ? 'reported' : 'hidden'}`,
      `slot-list ${cachesSlots ? 'cached' : 'live'}`,
      `os-locking ${refuses.refusesOsLocking ? 'refused' : 'allowed'}`,
      `pin ${refuses.refusesPin ? 'refused' : 'accepted'}`,
      `stale-pin ${refuses.refusesStalePin ? 'refused' : 'accepted'}`,
      `global-lock ${refuses.hasGlobalLock ? 'yes' : 'no'}`,
      `always-authenticate ${refuses.alwaysAuthenticates ? 'yes' : 'no'}`,
      ...tokens,
      ...this.#rules,
    ]
    const file = `${this.modulePath}.control`
    writeFileSync(`${file}.new`, `${lines.join('\n')}\n`)
    renameSync(`${file}.new`, file)
  }
}

function toAction(fault: Fault): string {
  if (fault === 'hangs') return 'hang 0'
  if (fault === 'crashes') return 'crash 0'
  if (fault === 'hangs-after') return 'hang-after 0'
  if (fault === 'crashes-after') return 'crash-after 0'
  if (fault === 'gives-wrong-signature') return 'wrong 0'
  if ('answers' in fault) return `answer ${pkcs11js[fault.answers]}`
  if ('answersAfter' in fault) return `answer-after ${pkcs11js[fault.answersAfter]}`
  return `slow ${fault.takesMs}`
}

function toLoss(loss: Loss): string {
  return loss.startsWith('CKR_') ? String(pkcs11js[loss as ReturnValue]) : loss
}

function readLog(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

const nameByValue = new Map(
  Object.entries(pkcs11js).flatMap(([name, value]) =>
    name.startsWith('CKR_') && typeof value === 'number' ? [[value, name] as const] : [],
  ),
)

/** Lines are `at pid number start|end name serial value`; the value is the overlap at the start, and CKR at the end. */
function parseCalls(log: string): LoggedCall[] {
  const calls: LoggedCall[] = []
  const open = new Map<string, number>()
  for (const line of log.split('\n')) {
    const [at, pid, number, what, name, serial, value] = line.split(' ')
    if (name === undefined || serial === undefined) continue
    const key = `${pid} ${number} ${name}`
    if (what === 'start') {
      open.set(key, calls.length)
      calls.push({
        ...{ at: Number(at), endedAt: null, pid: Number(pid), name },
        ...{ serial: serial === '-' ? null : serial, rv: null, overlapping: Number(value) },
      })
      continue
    }
    const index = open.get(key)
    const call = index === undefined ? undefined : calls[index]
    if (index === undefined || !call) continue
    const rv = nameByValue.get(Number(value)) ?? `0x${Number(value).toString(16)}`
    calls[index] = { ...call, endedAt: Number(at), rv }
  }
  return calls
}
