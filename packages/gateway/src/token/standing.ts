/** Where a token stands, and the error for whoever wants to sign with it then. */
import { CongkyError, type ErrorCode } from '@congky/shared'
import type { TokenState } from './token.ts'

export interface Standing {
  readonly state: TokenState
  /** Why it cannot sign; null while it can, or soon will. */
  readonly problem: CongkyError | null
}

export const ready: Standing = { state: 'ready', problem: null }
export const starting: Standing = { state: 'starting', problem: null }

/** Errors that describe a lasting state of the token, rather than one failed call. */
const stateByCode: Partial<Readonly<Record<ErrorCode, TokenState>>> = {
  ERR_TOKEN_ABSENT: 'absent',
  ERR_TOKEN_LOCKED: 'locked',
  ERR_PIN_REFUSED: 'pin-refused',
  ERR_PIN_TRIES_LOW: 'locked',
  ERR_PIN_BLOCKED: 'locked',
  ERR_KEY_MISMATCH: 'locked',
  ERR_TOKEN_FAULTY: 'faulty',
}

/** The standing of a token that met this error; null when the error was only that call's. */
export function standingAfter(error: CongkyError): Standing | null {
  const state = stateByCode[error.code]
  return state ? { state, problem: error } : null
}

export function lockedStanding(token: string): Standing {
  return { state: 'locked', problem: new CongkyError('ERR_TOKEN_LOCKED', { token }) }
}

export function refusedStanding(token: string): Standing {
  return { state: 'pin-refused', problem: new CongkyError('ERR_PIN_REFUSED', { token }) }
}

/** @param certificate What users know the missing certificate by. */
export function absentStanding(certificate: string): Standing {
  return { state: 'absent', problem: new CongkyError('ERR_TOKEN_ABSENT', { certificate }) }
}

const faults = {
  'wrong-signatures': { en: 'it returned wrong signatures', vi: 'chữ ký trả về bị sai' },
  'failing-driver': { en: 'its driver keeps failing', vi: 'trình điều khiển liên tục bị lỗi' },
} as const

/** Why a token is put aside until a person unlocks it again. */
export function faultyProblem(token: string, fault: keyof typeof faults): CongkyError {
  return new CongkyError('ERR_TOKEN_FAULTY', { token, detail: faults[fault] })
}

/** The error a caller gets who wants to sign now: a fresh one each time, so that its stack is the caller's. */
export function toSignError({ state, problem }: Standing): CongkyError {
  return problem
    ? new CongkyError(problem.code, problem.details, { cause: problem })
    : new CongkyError('ERR_INTERNAL', {}, { cause: new Error(`a ${state} token refused to sign`) })
}

/** The standing of one token, and who waits for it to settle. */
export class StandingBoard {
  readonly #onChange: (standing: Standing) => void
  readonly #waiting: (() => void)[] = []
  #current: Standing

  /** @param onChange Called after changes that users can see. */
  constructor(initial: Standing, onChange: (standing: Standing) => void) {
    this.#current = initial
    this.#onChange = onChange
  }

  get state(): TokenState {
    return this.#current.state
  }

  get problem(): CongkyError | null {
    return this.#current.problem
  }

  become(standing: Standing): void {
    const hasChanged = standing.state !== this.state || standing.problem?.code !== this.problem?.code
    this.#current = standing
    if (standing.state !== 'starting') for (const resume of this.#waiting.splice(0)) resume()
    if (hasChanged) this.#onChange(standing)
  }

  /** Resolves once the token is not starting. */
  async settled(): Promise<void> {
    while (this.state === 'starting') await new Promise<void>((resolve) => this.#waiting.push(resolve))
  }
}
