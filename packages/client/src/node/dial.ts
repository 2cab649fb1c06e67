/**
 * Opens the socket to the gateway and settles who is at the other end. It is handed over only after that: no
 * byte of ours, no header and no access key, leaves before the certificate was compared.
 *
 * With a pinned fingerprint the usual checks of names and authorities are off, since the gateway makes its own
 * certificate; the comparison takes their place. Without one they are on.
 */
import { createHash } from 'node:crypto'
import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { CongkyError } from '@congky/shared'
import { type GatewayAddress, isLoopback } from '../address.ts'
import { notRunning } from '../link-error.ts'

/** @throws {CongkyError} ERR_GATEWAY_NOT_RUNNING, ERR_TLS_UNTRUSTED, ERR_FINGERPRINT_MISMATCH */
export function dial(address: GatewayAddress, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = address.secure ? openTls(address) : connectTcp({ host: address.host, port: address.port })
    const settle = (end: () => void) => {
      socket.removeListener('error', onError)
      signal.removeEventListener('abort', onAbort)
      end()
    }
    const fail = (error: CongkyError) =>
      settle(() => {
        socket.on('error', () => {}) // what a dying socket says on its way is of no interest
        socket.destroy()
        reject(error)
      })
    const onError = (cause: Error) => fail(toDialError(address, socket, cause))
    const onAbort = () => fail(notRunning(address, signal.reason))
    socket.once('error', onError)
    signal.addEventListener('abort', onAbort, { once: true })
    socket.once(address.secure ? 'secureConnect' : 'connect', () => {
      const stranger = identityProblem(address, socket)
      if (stranger) fail(stranger)
      else settle(() => resolve(socket.setNoDelay(true)))
    })
  })
}

function openTls({ host, port, fingerprint }: GatewayAddress): TLSSocket {
  return connectTls({
    host,
    port,
    servername: isIP(host) ? '' : host, // no IP addresses in SNI (RFC 6066, 3)
    minVersion: 'TLSv1.2',
    ALPNProtocols: ['http/1.1'],
    rejectUnauthorized: fingerprint === null,
  })
}

/** What is wrong with the other end, or null. */
function identityProblem(address: GatewayAddress, socket: Socket): CongkyError | null {
  if (!address.secure) {
    // `localhost` is only a name; what counts is where it led.
    if (isLoopback(socket.remoteAddress ?? '')) return null
    const detail = { en: 'it is not this machine', vi: 'không phải chính máy này' }
    return new CongkyError('ERR_ADDRESS_INVALID', { address: address.base, detail })
  }
  if (address.fingerprint === null) return null // checked by TLS itself
  const certificate = (socket as TLSSocket).getPeerX509Certificate()
  const seen = certificate && createHash('sha256').update(certificate.raw).digest('hex')
  return seen === address.fingerprint ? null : new CongkyError('ERR_FINGERPRINT_MISMATCH', { address: address.base })
}

function toDialError(address: GatewayAddress, socket: Socket, cause: Error): CongkyError {
  const untrusted = 'authorizationError' in socket ? socket.authorizationError : null
  if (!untrusted) return notRunning(address, cause)
  return new CongkyError('ERR_TLS_UNTRUSTED', { address: address.base, detail: String(untrusted) }, { cause })
}
