/**
 * What a browser could be tricked into, refused before anything else is looked at: a name that is not ours in
 * the Host header (DNS rebinding), and calls or WebSockets of pages that are not ours (Origin). Also the
 * headers that tell browsers to be strict with our answers.
 *
 * The client of workstations sends no Origin. A declaration program that runs as a page of its own names its
 * origin in `console.origins`; it may then use an access key, and never a person's session.
 */
import { API_BASE, CongkyError } from '@congky/shared'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { OwnHosts } from './own-hosts.ts'

export interface BrowserGuardParts {
  readonly hosts: OwnHosts
  /** Origins of other pages that may call, as the configuration says now. */
  readonly origins: () => readonly string[]
  readonly scheme: 'http' | 'https'
}

/** Answers of the API are never pages. */
const API_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
/** Pages load from this gateway only, run no inline script or style, and stand in no frame. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; " +
  "manifest-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
const PREFLIGHT_S = '600'
/** What of a header is repeated in an error. */
const SHOWN_LENGTH_MAX = 100

/** An `onRequest` hook for the whole server. @throws {CongkyError} ERR_HOST_FORBIDDEN, ERR_ORIGIN_FORBIDDEN */
export function browserGuard({ hosts, origins, scheme }: BrowserGuardParts) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    reply.header('Content-Security-Policy', request.url.startsWith(`${API_BASE}/`) ? API_POLICY : PAGE_POLICY)
    reply.header('Cache-Control', 'no-store')
    const { host, origin } = request.headers
    if (!hosts.isOwn(host)) throw new CongkyError('ERR_HOST_FORBIDDEN', { host: shown(host ?? '') })
    if (origin === undefined || isOwnOrigin(request, scheme)) return
    if (!origins().includes(origin)) throw new CongkyError('ERR_ORIGIN_FORBIDDEN', { origin: shown(origin) })
    reply.header('Access-Control-Allow-Origin', origin).header('Vary', 'Origin')
    if (request.method !== 'OPTIONS') return
    return reply
      .status(204)
      .header('Access-Control-Allow-Methods', 'GET, POST')
      .header('Access-Control-Allow-Headers', 'Authorization, Content-Type, Idempotency-Key')
      .header('Access-Control-Max-Age', PREFLIGHT_S)
      .send()
  }
}

/** Whether a call comes from a page of this gateway itself, or from no page. Its Host was checked before. */
export function isOwnOrigin({ headers }: FastifyRequest, scheme: 'http' | 'https'): boolean {
  return headers.origin === undefined || headers.origin === `${scheme}://${headers.host?.toLowerCase()}`
}

function shown(header: string): string {
  return header.replace(/[^\x21-\x7e]/g, '?').slice(0, SHOWN_LENGTH_MAX)
}
