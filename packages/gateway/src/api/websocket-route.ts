import { CongkyError, closeCodes } from '@congky/shared'
import type { FastifyInstance } from 'fastify'
import type { Log } from '../domain/log.ts'
import type { CallLimits } from '../sources/call-limits.ts'
import type { Caller } from '../sources/caller.ts'
import type { RequestDesk } from '../sources/request-desk.ts'
import { Outbox } from '../sources/websocket/outbox.ts'
import { WebSocketSession } from '../sources/websocket/websocket-session.ts'
import type { WorkstationStore } from '../store/workstations.ts'
import { callerOf } from './access.ts'
import type { OpenConnections } from './open-connections.ts'

/** A workstation that says nothing for so long, answers no ping and takes nothing of what waits for it is gone. */
const PING_MS = 10_000
/** A frame that comes in slower than this between two pings comes from nobody who means it. */
const BYTES_PER_PING_MIN = 10_240
/** Bytes of frames under examination; beyond it the connection is read on only when some are done. */
const IN_HAND_BYTES_MAX = 16 * 1024 * 1024
const IN_HAND_FRAMES_MAX = 256

export interface WebSocketRouteParts {
  readonly desk: RequestDesk
  readonly workstations: WorkstationStore
  readonly connections: OpenConnections
  readonly limits: CallLimits
  readonly log: Log
}

/** `/ws`: hands each connection of an authenticated workstation to a session of its own. */
export function websocketRoute(app: FastifyInstance, parts: WebSocketRouteParts): void {
  const { desk, limits, log, workstations, connections } = parts
  app.get('/ws', { websocket: true, schema: { hide: true } }, (socket, request) => {
    const onFailure = (error: unknown) => log.error({ err: error }, 'a websocket frame could not be made')
    const outbox = new Outbox(socket, request.raw.socket, onFailure)
    const caller = callerOf(request)
    const callerNow = () => ({ ...caller, enterprises: workstations.enterprisesOf(caller.workstationId) })
    const session = new WebSocketSession({ desk, limits, log, caller: callerNow, outbox })
    // The key was checked when the connection was opened; the connection ends with the key.
    const endWithKey = () => {
      if (workstations.keys.isValid(caller.keyId)) return
      session.close()
      socket.close(closeCodes.unauthenticated)
    }
    const closed = connections.opened(caller.workstationId)
    const stopListening = workstations.onAccessChanged(endWithKey)
    let isAlive = true
    let buffered = 0
    let bytesRead = 0
    const ping = setInterval(() => {
      endWithKey()
      const received = request.raw.socket.bytesRead - bytesRead
      bytesRead += received
      // A large document on a slow line holds up the answer to a ping, and so does what a slow reader has not read.
      const isMoving = socket.bufferedAmount < buffered || received >= BYTES_PER_PING_MIN
      if (!isAlive && !socket.isPaused && !isMoving) {
        socket.terminate()
        return
      }
      buffered = socket.bufferedAmount
      isAlive = false
      socket.ping()
    }, PING_MS)
    socket.on('pong', () => {
      isAlive = true
    })
    const inHand = { frames: 0, bytes: 0 }
    const isFull = () => inHand.frames >= IN_HAND_FRAMES_MAX || inHand.bytes >= IN_HAND_BYTES_MAX
    socket.on('message', (data, isBinary) => {
      isAlive = true
      endWithKey()
      if (socket.readyState !== socket.OPEN) return
      const bytes = Array.isArray(data) ? Buffer.concat(data) : Buffer.isBuffer(data) ? data : Buffer.from(data)
      inHand.frames++
      inHand.bytes += bytes.length
      if (isFull()) socket.pause()
      void session.receive(isBinary ? bytes : bytes.toString('utf8')).finally(() => {
        inHand.frames--
        inHand.bytes -= bytes.length
        if (socket.isPaused && !isFull()) socket.resume()
      })
    })
    // A broken frame or a reset ends the connection; `close` follows and cleans up.
    socket.on('error', (error) => {
      const code = 'code' in error ? error.code : error.name
      log.debug({ code }, 'websocket error')
      if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') recordTooLarge(parts, caller)
    })
    socket.on('close', () => {
      clearInterval(ping)
      stopListening()
      closed()
      session.close()
      outbox.close()
    })
  })
}

/** A frame that was not read to its end makes no job, but the history knows that somebody tried. */
function recordTooLarge({ desk, log }: WebSocketRouteParts, { workstationId, origin }: Caller): void {
  desk
    .refuse({ source: 'websocket', externalId: '', workstationId, origin }, new CongkyError('ERR_DOCUMENT_TOO_LARGE'))
    .catch((error: unknown) => log.warn({ err: error }, 'refusal not recorded'))
}
