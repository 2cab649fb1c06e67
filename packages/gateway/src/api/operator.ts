/**
 * Who administrates. The same routes stand on the local socket, where whoever can open it is the host's own
 * admin and may do everything, and on the network, where a person's session says who it is. Each route names
 * the right it needs.
 */
import { API_BASE, CongkyError, type Right, WATCHING_HEADER } from '@congky/shared'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { type Actor, HOST_ACTOR, mayDo, rightsIn } from '../domain/account.ts'
import type { ConsoleConfig } from '../domain/gateway-config.ts'
import type { HistoryWriter } from '../store/history.ts'
import { isCsrfTokenOf, type OpenedSession, type SessionStore, type SessionUse } from '../store/sessions.ts'
import { arrivalOf } from './arrival.ts'
import { isOwnOrigin } from './browser-guard.ts'
import { clearSessionCookie, readSessionCookie } from './session-cookie.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** What an administration route needs. */
    readonly right?: Right
  }
}

/** A person's session, as a call brought it. */
export interface OpenSession extends OpenedSession {
  readonly token: string
  /** Those of the role, and through a proxy what is left of them. */
  readonly rights: readonly Right[]
}

export interface SessionParts {
  readonly sessions: SessionStore
  readonly history: HistoryWriter
  readonly console: () => ConsoleConfig
}

const actors = new WeakMap<FastifyRequest, Actor>()
const openSessions = new WeakMap<FastifyRequest, OpenSession>()

/** The calls that change nothing (RFC 9110, 9.2.1). */
export const SAFE_METHODS: readonly string[] = ['GET', 'HEAD', 'OPTIONS']
/** Of a note on what a person changed, in characters. */
const NOTE_LENGTH_MAX = 300

/** Who does what a request asks for; known once it was let in. */
export function actorOf(request: FastifyRequest): Actor {
  const actor = actors.get(request)
  if (!actor) throw new CongkyError('ERR_LOGIN_REQUIRED')
  return actor
}

/** Whether who calls has a right beside the one that the route needs. */
export function callerMay(request: FastifyRequest, right: Right): boolean {
  const open = openSessions.get(request)
  return open ? open.rights.includes(right) : actorOf(request).isHost
}

export function sessionOf(request: FastifyRequest): OpenSession {
  const open = openSessions.get(request)
  if (!open) throw new CongkyError('ERR_LOGIN_REQUIRED')
  return open
}

/** Makes a scope refuse to start with a route that names no right: forgetting must not open a door. */
export function requireRightsNamed(scope: FastifyInstance): void {
  scope.addHook('onRoute', ({ method, url, config }) => {
    if (config?.right === undefined) throw new Error(`${String(method)} ${url} does not say which right it needs`)
  })
}

/** The local socket: everything is allowed. */
export function admitHost(scope: FastifyInstance): void {
  scope.addHook('onRequest', async (request) => {
    actors.set(request, HOST_ACTOR)
  })
}

/**
 * The network: only who is logged in, from a page of this gateway.
 *
 * @throws {CongkyError} ERR_LOGIN_REQUIRED, ERR_ORIGIN_FORBIDDEN, ERR_CSRF
 */
export function admitSessions(scope: FastifyInstance, parts: SessionParts): void {
  scope.removeContentTypeParser('text/plain')
  scope.addHook('onRequest', async (request: FastifyRequest, reply: FastifyReply) => {
    const token = readSessionCookie(request)
    const { overProxy } = arrivalOf(request)
    const found = token === null ? null : parts.sessions.authenticate(token, useOf(request))
    // A session is good on the way on which it was opened: one of the office does not work from outside.
    if (token === null || found?.session.overProxy !== overProxy) {
      if (token !== null) clearSessionCookie(reply)
      throw new CongkyError('ERR_LOGIN_REQUIRED')
    }
    requireOwnPage(request)
    const csrf = request.headers['x-congky-csrf']
    const isConfirmed = typeof csrf === 'string' && isCsrfTokenOf(token, csrf)
    if (!SAFE_METHODS.includes(request.method) && !isConfirmed) throw new CongkyError('ERR_CSRF')
    const rights = rightsIn(found.account.role, overProxy ? parts.console().overProxy : null)
    openSessions.set(request, { ...found, token, rights })
    actors.set(request, { name: found.account.name, origin: request.ip, isHost: false })
  })
}

/**
 * A page that stays open asks for news for ever: that keeps nobody's session alive. It says so itself; who lies
 * has the session anyway, and a person who works says nothing.
 */
function useOf(request: FastifyRequest): SessionUse {
  const isWatching = request.ws || request.headers[WATCHING_HEADER] !== undefined
  return isWatching && SAFE_METHODS.includes(request.method) ? 'watching' : 'acting'
}

/** A page that may send documents with an access key has nothing to do with people's sessions. */
export function requireOwnPage(request: FastifyRequest): void {
  if (isOwnOrigin(request)) return
  throw new CongkyError('ERR_ORIGIN_FORBIDDEN', { origin: request.headers.origin ?? '' })
}

/**
 * The right that the route names; after `admitSessions`. What a person changes over the network is on record
 * before it is done.
 *
 * @throws {CongkyError} ERR_ROLE_FORBIDDEN, ERR_PIN_ENTRY_FORBIDDEN, ERR_ONLY_INSIDE
 */
export function requireRights(scope: FastifyInstance, { console, history }: SessionParts): void {
  scope.addHook('onRequest', async (request) => {
    const { account, rights } = sessionOf(request)
    const { role } = account
    const { right } = request.routeOptions.config
    if (right === undefined || !mayDo(role, right)) throw new CongkyError('ERR_ROLE_FORBIDDEN', { role })
    if (!rights.includes(right)) throw new CongkyError('ERR_ONLY_INSIDE')
    if (right === 'unlock' && !console().pinEntry) throw new CongkyError('ERR_PIN_ENTRY_FORBIDDEN')
  })
  scope.addHook('preHandler', async (request) => {
    if (SAFE_METHODS.includes(request.method)) return
    const { name, origin } = actorOf(request)
    // The route as it is written here, and not as the caller spelled it.
    const route = (request.routeOptions.url ?? '').slice(API_BASE.length)
    const about = Object.values(request.params as object).join(' ')
    const note = `${request.method} ${route} ${about}`.trim().slice(0, NOTE_LENGTH_MAX)
    await history.append({ kind: 'account', requester: name, origin, note })
  })
}
