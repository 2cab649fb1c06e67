/** The one cookie of the gateway: the token of a session. */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { arrivalOf } from './arrival.ts'

/**
 * `__Host-`: browsers take such a cookie only over TLS, for this host alone and its whole path (RFC 6265bis,
 * 4.1.3.2). Plain HTTP, on loopback only, needs another name.
 */
const cookieName = (isTls: boolean) => (isTls ? '__Host-congky' : 'congky')

export function readSessionCookie(request: FastifyRequest): string | null {
  const prefix = `${cookieName(arrivalOf(request).isTls)}=`
  const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim())
  return pairs.find((pair) => pair.startsWith(prefix))?.slice(prefix.length) ?? null
}

/** It has no Max-Age: it goes with the browser, and the session in the gateway ends by its own clock. */
export function setSessionCookie(reply: FastifyReply, token: string): void {
  const { isTls } = arrivalOf(reply.request)
  reply.header('Set-Cookie', `${cookieName(isTls)}=${token}; ${attributes(isTls)}`)
}

export function clearSessionCookie(reply: FastifyReply): void {
  const { isTls } = arrivalOf(reply.request)
  reply.header('Set-Cookie', `${cookieName(isTls)}=; Max-Age=0; ${attributes(isTls)}`)
}

function attributes(isTls: boolean): string {
  return `Path=/; HttpOnly; SameSite=Strict${isTls ? '; Secure' : ''}`
}
