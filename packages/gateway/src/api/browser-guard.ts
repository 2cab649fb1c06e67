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
import type { ConsoleConfig } from '../domain/gateway-config.ts'
import { arrivalOf, settleArrival } from './arrival.ts'
import type { OwnHosts } from './own-hosts.ts'

declare module 'fastify' {
  interface FastifyContextConfig {
    /** A call for no person in particular that is answered also to who comes through a reverse proxy. */
    readonly outside?: 'answered'
  }
}

export interface BrowserGuardParts {
  readonly hosts: OwnHosts
  /** Other pages that may call, and the way from outside, as the configuration says now. */
  readonly console: () => Pick<ConsoleConfig, 'origins' | 'publicUrl' | 'proxies'>
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

/** A year, and for every name below: what was once reached with TLS is never reached without. */
const TLS_ONLY = 'max-age=31536000; includeSubDomains'

/**
 * An `onRequest` hook for the whole server.
 *
 * @throws {CongkyError} ERR_HOST_FORBIDDEN, ERR_ORIGIN_FORBIDDEN, ERR_ONLY_INSIDE, and those of `settleArrival`.
 */
export function browserGuard({ hosts, console }: BrowserGuardParts) {
  return async (request: FastifyRequest, reply: FastifyReply) => {
    reply.header('Content-Security-Policy', request.url.startsWith(`${API_BASE}/`) ? API_POLICY : PAGE_POLICY)
    reply.header('Cache-Control', 'no-store')
    const { host, origin } = request.headers
    if (!hosts.isOwn(host)) throw new CongkyError('ERR_HOST_FORBIDDEN', { host: shown(host ?? '') })
    settleArrival(request, console())
    const { overProxy, isTls } = arrivalOf(request)
    if (isTls) reply.header('Strict-Transport-Security', TLS_ONLY)
    if (overProxy) requireForPeople(request)
    if (origin === undefined || isOwnOrigin(request)) return
    if (!console().origins.includes(origin)) throw new CongkyError('ERR_ORIGIN_FORBIDDEN', { origin: shown(origin) })
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
export function isOwnOrigin(request: FastifyRequest): boolean {
  const { origin } = request.headers
  return origin === undefined || origin === arrivalOf(request).origin
}

/** Of the API, what people with an account use; workstations, metrics and the first run stay in the office. */
const FOR_PEOPLE = ['auth', 'admin'].map((part) => `${API_BASE}/${part}/`)

function requireForPeople({ routeOptions: { url = '', config } }: FastifyRequest): void {
  if (!url.startsWith(`${API_BASE}/`) || FOR_PEOPLE.some((start) => url.startsWith(start))) return
  if (config.outside === 'answered') return
  throw new CongkyError('ERR_ONLY_INSIDE')
}

function shown(header: string): string {
  return header.replace(/[^\x21-\x7e]/g, '?').slice(0, SHOWN_LENGTH_MAX)
}
