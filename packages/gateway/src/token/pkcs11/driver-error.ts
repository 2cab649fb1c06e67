import { ckrMeaning, ckrName } from './ckr.ts'
import type { DriverFailure } from './messages.ts'

/** A failure of a driver, on either side of the process boundary. */
export class DriverError extends Error {
  override readonly name = 'DriverError'
  readonly failure: DriverFailure

  constructor(failure: DriverFailure) {
    super(describeFailure(failure))
    this.failure = failure
  }

  /** What the return value means; failures that are no return value mean nothing of that kind. */
  get meaning(): ReturnType<typeof ckrMeaning> {
    return this.failure.kind === 'ckr' ? ckrMeaning(this.failure.code) : 'failure'
  }

  /** Whether the token looked at the PIN and said no. */
  get isPinJudgement(): boolean {
    return this.meaning === 'pin-refused' || this.meaning === 'pin-locked'
  }
}

/** One line for logs and error details: names and numbers, never what was signed or typed. */
export function describeFailure(failure: DriverFailure): string {
  switch (failure.kind) {
    case 'ckr':
      return `${ckrName(failure.code)} in ${failure.during}`
    case 'load':
      return failure.message
    case 'no-mechanism':
      return `no mechanism for ${failure.algorithm}`
    case 'no-key':
      return 'no private key for the certificate'
    case 'bug':
      return failure.message
  }
}

/**
 * Runs one PKCS#11 call and tells which one failed.
 * pkcs11js writes the return value as `NAME:number` into the message, and only some of its methods turn
 * that into a field.
 */
export function calling<T>(during: string, run: () => T): T {
  try {
    return run()
  } catch (error) {
    const text = error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : String(error)
    const field = typeof error === 'object' && error !== null && 'code' in error ? Number(error.code) : Number.NaN
    const code = field > 0 ? field : Number(/\bCKR_\w+:(\d+)/.exec(text)?.[1] ?? Number.NaN)
    if (Number.isNaN(code)) throw error
    throw new DriverError({ kind: 'ckr', code, during })
  }
}
