/** Why a link ended, as an error that says whether opening another one can help. */
import { CongkyError, closeCodes } from '@congky/shared'
import type { GatewayAddress } from './address.ts'
import type { HttpAnswer } from './platform.ts'
import { problemIn } from './remote-error.ts'

/** @param cause What the system said; kept for logs. */
export function notRunning(address: GatewayAddress, cause?: unknown): CongkyError {
  return new CongkyError('ERR_GATEWAY_NOT_RUNNING', { address: address.base }, { cause })
}

export function connectionLost(address: GatewayAddress, en: string, vi: string, cause?: unknown): CongkyError {
  return new CongkyError('ERR_CONNECTION_LOST', { address: address.base, detail: { en, vi } }, { cause })
}

/** The gateway, or something in its place, answered the WebSocket handshake with plain HTTP. */
export function refusedHandshake(address: GatewayAddress, answer: HttpAnswer): CongkyError {
  const problem = problemIn(answer)
  if (problem) return problem
  if (answer.status === 401) return new CongkyError('ERR_UNAUTHENTICATED')
  if (answer.status === 429) return new CongkyError('ERR_RATE_LIMITED')
  return notRunning(address, new Error(`the WebSocket handshake was answered with HTTP ${answer.status}`))
}

/**
 * What a close code means for us; codes from RFC 6455, 7.4.1 and `closeCodes`.
 *
 * | the gateway closes with     | we                                        |
 * |-----------------------------|-------------------------------------------|
 * | 4401 access key not valid   | stop for good: ERR_UNAUTHENTICATED        |
 * | 1009 frame too large        | give the largest document up, and go on   |
 * | anything else, or no frame  | open the link again and resume            |
 */
export function closedBy(address: GatewayAddress, code: number | null): CongkyError {
  if (code === closeCodes.unauthenticated) return new CongkyError('ERR_UNAUTHENTICATED')
  if (code === closeCodes.goingAway) return connectionLost(address, 'the gateway is stopping', 'cổng ký đang dừng')
  return code === null
    ? connectionLost(address, 'it broke off', 'kết nối bị ngắt')
    : connectionLost(address, `it was closed with code ${code}`, `kết nối bị đóng với mã ${code}`)
}
