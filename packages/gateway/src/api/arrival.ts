/**
 * How a call came here: straight from a machine of the office, or from outside, through a reverse proxy that ended
 * its TLS. A proxy is known by its own address alone, and only what a known one says is believed: anybody else who
 * writes X-Forwarded-For says nothing by it. The client's address itself, `request.ip`, follows from the same list
 * (Fastify's trustProxy).
 */
import { BlockList, isIP } from 'node:net'
import { CongkyError } from '@congky/shared'
import type { FastifyRequest } from 'fastify'
import type { ConsoleConfig } from '../domain/gateway-config.ts'
import { toHostName } from './own-hosts.ts'

export interface Arrival {
  /** Through a reverse proxy: from the internet, as far as one can tell. */
  readonly overProxy: boolean
  /** Whether the caller's own connection is encrypted, here or at the proxy. */
  readonly isTls: boolean
  /** What a page of ours is called there: scheme, name and port. */
  readonly origin: string
}

type Ways = Pick<ConsoleConfig, 'publicUrl' | 'proxies'>

const arrivals = new WeakMap<FastifyRequest, Arrival>()

export function arrivalOf(request: FastifyRequest): Arrival {
  return arrivals.get(request) ?? straight(request)
}

/** For Fastify's `trustProxy`: whose X-Forwarded-For is believed, as the configuration says now. */
export function trustedProxies(ways: () => Ways): (address: string | undefined) => boolean {
  return (address) => isAmong(ways().proxies, address)
}

/**
 * Finds out how a call came, before anything of it is believed.
 *
 * @throws {CongkyError} ERR_PROXY_UNKNOWN, ERR_PROXY_HEADERS
 */
export function settleArrival(request: FastifyRequest, { publicUrl, proxies }: Ways): void {
  if (publicUrl === null) return
  const { headers, socket } = request
  const address = socket.remoteAddress ?? ''
  const isForwarded = Boolean(headers['x-forwarded-for'])
  const isForPublic = toHostName(headers.host ?? '') === toHostName(new URL(publicUrl).host)
  if (!isAmong(proxies, address)) {
    // Of a proxy that is on no list all people would look like one, who works in the office.
    if (isForwarded && isForPublic) throw new CongkyError('ERR_PROXY_UNKNOWN', { address })
    return
  }
  // Somebody on the proxy's own machine, who calls us by a name of the office.
  if (!isForwarded && !isForPublic) return
  if (!isForwarded || isIP(request.ip) === 0 || !saysTls(headers['x-forwarded-proto'])) {
    throw new CongkyError('ERR_PROXY_HEADERS', { address })
  }
  arrivals.set(request, { overProxy: true, isTls: true, origin: publicUrl })
}

function straight({ headers, socket }: FastifyRequest): Arrival {
  const isTls = 'encrypted' in socket && socket.encrypted === true
  return { overProxy: false, isTls, origin: `${isTls ? 'https' : 'http'}://${headers.host?.toLowerCase()}` }
}

/** Each proxy of a chain names the scheme by which it was called. */
function saysTls(header: string | string[] | undefined): boolean {
  const schemes = [header ?? []].flat().flatMap((line) => line.split(','))
  return schemes.length > 0 && schemes.every((scheme) => scheme.trim().toLowerCase() === 'https')
}

/** Made once for each list: IPv4 written as IPv6 is the same address to it. */
const lists = new WeakMap<readonly string[], BlockList>()

function isAmong(addresses: readonly string[], address: string | undefined): boolean {
  const family = isIP(address ?? '')
  if (address === undefined || family === 0 || addresses.length === 0) return false
  const known = lists.get(addresses) ?? toList(addresses)
  lists.set(addresses, known)
  return known.check(address, family === 6 ? 'ipv6' : 'ipv4')
}

function toList(addresses: readonly string[]): BlockList {
  const list = new BlockList()
  for (const address of addresses) list.addAddress(address, isIP(address) === 6 ? 'ipv6' : 'ipv4')
  return list
}
