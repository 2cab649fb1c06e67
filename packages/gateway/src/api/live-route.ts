/**
 * `/admin/live`: the console's pages are told what changes, over a WebSocket that the session's cookie opens.
 *
 * A browser lets pages of strangers open a WebSocket to us and sends the cookie along where it takes them for the
 * same site (another port of this host); no CSRF token can go with it. So the Origin, which browsers always send
 * and pages cannot choose, has to be there and our own (RFC 6455, 10.2). Whoever only looks keeps no session alive.
 */
import { CongkyError } from '@congky/shared'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { mayDo } from '../domain/account.ts'
import type { LiveHub } from './live-hub.ts'
import { type Audience, LivePage } from './live-page.ts'
import { type SessionParts, sessionOf } from './operator.ts'

/** Open pages of one session, and of all: beyond it a page has to ask by itself. */
const PAGES_PER_SESSION_MAX = 10
const PAGES_MAX = 200
/** Nothing is expected from the page (RFC 6455, 7.4.1), and: come again later (the IANA registry of its codes). */
const CANNOT_ACCEPT = 1003
const TRY_AGAIN_LATER = 1013

export interface LiveRouteParts {
  readonly hub: LiveHub
  readonly sessions: SessionParts['sessions']
}

export function liveRoute(app: FastifyInstance, { hub, sessions }: LiveRouteParts): void {
  const pages = new Map<string, number>()
  const see = { websocket: true, config: { right: 'see-status' }, onRequest: requireOrigin } as const
  app.get('/live', see, (socket, request) => {
    const { token, session } = sessionOf(request)
    const open = pages.get(session.id) ?? 0
    const all = [...pages.values()].reduce((sum, count) => sum + count, 0)
    if (open >= PAGES_PER_SESSION_MAX || all >= PAGES_MAX) {
      socket.close(TRY_AGAIN_LATER)
      return
    }
    pages.set(session.id, open + 1)
    socket.on('close', () => {
      const left = (pages.get(session.id) ?? 1) - 1
      if (left > 0) pages.set(session.id, left)
      else pages.delete(session.id)
    })
    // A broken frame or a reset ends the connection; `close` follows and cleans up.
    socket.on('error', () => {})
    const audience = (): Audience => {
      const role = sessions.authenticate(token, 'watching')?.account.role
      const may = (right: Parameters<typeof mayDo>[1]) => role !== undefined && mayDo(role, right)
      return { maySee: may('see-status'), seesRequests: may('see-history') }
    }
    const page = new LivePage({ hub, socket, audience })
    socket.on('close', () => page.close())
    socket.on('pong', () => page.onPong())
    socket.on('message', () => socket.close(CANNOT_ACCEPT))
  })
}

/** Which origin it has to be was looked at before (operator.ts). */
async function requireOrigin(request: FastifyRequest): Promise<void> {
  if (request.ws && request.headers.origin === undefined) throw new CongkyError('ERR_ORIGIN_FORBIDDEN', { origin: '' })
}
