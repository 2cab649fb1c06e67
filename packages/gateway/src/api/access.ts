/** Who calls: a workstation, by its access key. Checked before a body is read. */
import { ACCESS_KEY_SUBPROTOCOL_PREFIX, CongkyError } from '@congky/shared'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Caller } from '../sources/caller.ts'
import type { WorkstationStore } from '../store/workstations.ts'

const callers = new WeakMap<FastifyRequest, Caller>()

/** An `onRequest` hook that turns away whoever brings no valid key. @throws {CongkyError} ERR_UNAUTHENTICATED */
export function requireAccessKey(workstations: WorkstationStore) {
  return async (request: FastifyRequest, _reply: FastifyReply): Promise<void> => {
    const key = readAccessKey(request)
    const workstation = key === null ? null : workstations.authenticate(key)
    if (!workstation) throw new CongkyError('ERR_UNAUTHENTICATED')
    const { id, name, enterprises } = workstation
    callers.set(request, { workstationId: id, name, enterprises, origin: request.ip })
  }
}

/** The caller of a request that passed `requireAccessKey`. */
export function callerOf(request: FastifyRequest): Caller {
  const caller = callers.get(request)
  if (!caller) throw new CongkyError('ERR_UNAUTHENTICATED')
  return caller
}

/** From `Authorization: Bearer`; a browser's WebSocket, which cannot set it, offers it as a subprotocol. */
function readAccessKey(request: FastifyRequest): string | null {
  const bearer = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (bearer !== undefined) return bearer
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim())
  return (
    offered
      .find((name) => name.startsWith(ACCESS_KEY_SUBPROTOCOL_PREFIX))
      ?.slice(ACCESS_KEY_SUBPROTOCOL_PREFIX.length) ?? null
  )
}
