/** From what a driver did to what a user reads, for one token. */
import { CongkyError, type ErrorCode, type ErrorDetails, toCongkyError } from '@congky/shared'
import type { ModuleConfig } from '../../domain/gateway-config.ts'
import { DriverError, describeFailure } from './driver-error.ts'
import { DriverProcessError } from './driver-process.ts'

export interface ErrorSubject {
  readonly token: string
  readonly module: ModuleConfig
  /** What users know the token's certificate by. */
  readonly certificate: string
}

/** An error of ours stays as it is; one of the driver gets the code that says what happens next. */
export function toTokenError(error: unknown, subject: ErrorSubject): CongkyError {
  if (error instanceof DriverProcessError) return fromProcess(error, subject)
  if (error instanceof DriverError) return fromDriver(error, subject)
  return toCongkyError(error)
}

function fromProcess(error: DriverProcessError, { token, module }: ErrorSubject): CongkyError {
  if (error.reason === 'timeout') {
    return new CongkyError(
      'ERR_TOKEN_TIMEOUT',
      { token, seconds: (error.limitMs ?? module.callTimeoutMs) / 1000 },
      { cause: error },
    )
  }
  const detail = { en: 'its driver process ended', vi: 'tiến trình điều khiển đã dừng' }
  return new CongkyError('ERR_TOKEN_GONE', { token, detail }, { cause: error })
}

function fromDriver(error: DriverError, subject: ErrorSubject): CongkyError {
  const { token, module, certificate } = subject
  const make = (code: ErrorCode, details: ErrorDetails) => new CongkyError(code, details, { cause: error })
  const { failure } = error
  switch (failure.kind) {
    case 'load':
      return make('ERR_MODULE_LOAD', { module: module.name, detail: failure.message })
    case 'no-mechanism':
      return make('ERR_MECHANISM_MISSING', { token, algorithm: failure.algorithm })
    case 'no-key':
      return make('ERR_KEY_MISMATCH', { token, certificate })
    case 'bug':
      return make('ERR_INTERNAL', {})
    case 'ckr':
      if (error.meaning === 'pin-refused') return make('ERR_PIN_REFUSED', { token })
      if (error.meaning === 'pin-locked') return make('ERR_PIN_BLOCKED', { token })
      return make('ERR_TOKEN_GONE', { token, detail: describeFailure(failure) })
  }
}
