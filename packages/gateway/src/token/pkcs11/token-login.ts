/**
 * Taking a token into use: a seat in a driver process, a look at what the token says of its PIN, one login,
 * and what that shows about the keys.
 */
import { CongkyError } from '@congky/shared'
import type { Log } from '../../domain/log.ts'
import type { TokenStatus } from '../token.ts'
import type { DriverHost } from './driver-host.ts'
import { isPinJudgement, type KeptPin } from './kept-pin.ts'
import type { KeyReport } from './messages.ts'
import type { TokenFacts } from './token-facts.ts'
import { TokenSeat } from './token-seat.ts'

export interface LoginParts {
  /** Name of the token, for errors and the log. */
  readonly token: string
  readonly host: DriverHost
  readonly facts: TokenFacts
  readonly keptPin: KeptPin
  readonly log: Log
  readonly onSigned: (ms: number) => void
}

export interface LoginOptions {
  /** A person typed the PIN just now: the keys are put to the proof as well. */
  readonly isTyped: boolean
  /** The person knows that few tries are left. */
  readonly confirmLowTries: boolean
}

/**
 * Logs in once. Where this throws, nothing of the attempt is left running.
 *
 * @throws {CongkyError} ERR_TOKEN_ABSENT, ERR_PIN_TRIES_LOW, ERR_PIN_BLOCKED, ERR_TOKEN_LOCKED: no login happened.
 * ERR_KEY_MISMATCH.
 * @throws {DriverError | DriverProcessError} What the driver answered, a refused PIN included.
 */
export async function logInToToken(parts: LoginParts, pin: Buffer, options: LoginOptions): Promise<TokenSeat> {
  const { token, host, facts, keptPin, log } = parts
  const seat = await TokenSeat.open(host, facts.identity, parts.onSigned)
  if (!seat) throw new CongkyError('ERR_TOKEN_ABSENT', { certificate: facts.certificateName })
  try {
    facts.describe(seat.found)
    assertTriesLeft(token, seat.found.pinFlag, options.confirmLowTries)
    // What makes it doubtful may have come since this process was asked for.
    if (!options.isTyped && keptPin.isDoubtful) throw new CongkyError('ERR_TOKEN_LOCKED', { token })
    await keptPin.attempt(() => seat.logIn(pin))
    facts.learnKeys(await findKeys(seat, keptPin, options.isTyped))
    for (const { thumbprint, subject } of facts.unusable) {
      log.warn({ token, thumbprint, subject }, 'no private key on the token fits the certificate')
    }
    if (facts.isUseless) throw new CongkyError('ERR_KEY_MISMATCH', { token, certificate: facts.certificateName })
    return seat
  } catch (error) {
    // After an answer the process is sound, and may serve other tokens; after anything else it is not.
    if (isAnswer(error)) await seat.close()
    else seat.abandon()
    throw error
  }
}

/** A key that wants the PIN at every signature may refuse the one that the token took. */
async function findKeys(seat: TokenSeat, keptPin: KeptPin, probe: boolean): Promise<readonly KeyReport[]> {
  try {
    return await seat.findKeys(probe)
  } catch (error) {
    if (isPinJudgement(error)) await keptPin.recordAttempt()
    throw error
  }
}

function isAnswer(error: unknown): boolean {
  return error instanceof CongkyError || isPinJudgement(error)
}

function assertTriesLeft(token: string, flag: TokenStatus['pinFlag'], confirmLowTries: boolean): void {
  if (flag === 'locked') throw new CongkyError('ERR_PIN_BLOCKED', { token })
  if (flag !== 'ok' && !confirmLowTries) throw new CongkyError('ERR_PIN_TRIES_LOW', { token, flag })
}
