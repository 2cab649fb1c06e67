/**
 * Who calls: a workstation, by its access key; and whether it may call now. Checked before a body is read.
 */
import type { Socket } from 'node:net'
import { ACCESS_KEY_SUBPROTOCOL_PREFIX, CongkyError } from '@congky/shared'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { Log } from '../domain/log.ts'
import type { CallLimits } from '../sources/call-limits.ts'
import type { Caller } from '../sources/caller.ts'
import type { WorkstationStore } from '../store/workstations.ts'
import { WrongKeys } from './wrong-keys.ts'

export interface AccessParts {
  readonly workstations: WorkstationStore
  readonly limits: CallLimits
  readonly log: Log
}

/** A caller, and the access key it used. */
export interface KeyHolder extends Caller {
  readonly keyId: number
}

const callers = new WeakMap<FastifyRequest, KeyHolder>()
/** What to do when a socket closes; a socket carries many calls, also several at once. */
const endings = new WeakMap<Socket, Set<() => void>>()

/**
 * An `onRequest` hook that turns away whoever brings no valid key, or calls too often.
 *
 * @throws {CongkyError} ERR_UNAUTHENTICATED, ERR_RATE_LIMITED, ERR_TOO_MANY_CONNECTIONS
 */
export function requireAccessKey({ workstations, limits, log }: AccessParts) {
  const wrongKeys = new WrongKeys(log)
  return async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    const key = readAccessKey(request)
    const found = key === null ? 'ended' : workstations.authenticate(key)
    if (found === 'unknown') wrongKeys.count(request.ip)
    if (typeof found === 'string') throw new CongkyError('ERR_UNAUTHENTICATED')
    const { id, name, enterprises } = found.workstation
    const leave = limits.enter(id)
    // A WebSocket is open as long as its socket is, any other call until its answer has left.
    const forget = onceClosed(request.raw.socket, leave)
    if (!request.ws) {
      reply.raw.once('close', () => {
        leave()
        forget()
      })
    }
    limits.take(id)
    callers.set(request, { workstationId: id, name, enterprises, origin: request.ip, keyId: found.keyId })
  }
}

/**
 * An answer that waits behind another one of its connection (pipelining) is never told that the connection
 * closed, so the socket itself is listened to, once.
 *
 * @returns How to stop waiting for it.
 */
function onceClosed(socket: Socket, leave: () => void): () => void {
  const leaves = endings.get(socket) ?? new Set()
  if (!endings.has(socket)) {
    endings.set(socket, leaves)
    socket.once('close', () => {
      for (const each of leaves) each()
    })
  }
  leaves.add(leave)
  return () => leaves.delete(leave)
}

/** The caller of a request that passed `requireAccessKey`. */
export function callerOf(request: FastifyRequest): KeyHolder {
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
