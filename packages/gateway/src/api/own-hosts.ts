/**
 * The names and addresses this gateway is called by. A page of a stranger can make its own name lead to our
 * address (DNS rebinding); the browser then sends that name in the Host header, and gets no answer for it.
 */
import { X509Certificate } from 'node:crypto'
import { hostname, networkInterfaces } from 'node:os'

/** How long this host's addresses are taken as known; plugging in a network cable changes them. */
const ADDRESSES_MS = 5_000
const LOOPBACK: readonly string[] = ['localhost', '127.0.0.1', '::1']
/** They stand for every address and are none; browsers take 0.0.0.0 for this machine. */
const ANY: readonly string[] = ['0.0.0.0', '::']

export interface OwnHostsOptions {
  readonly listenHost: string
  /** PEM; null where there is no TLS. */
  readonly certificate: string | null
  /** Further names, as the configuration says now. */
  readonly configured: () => readonly string[]
}

export class OwnHosts {
  readonly #fixed: ReadonlySet<string>
  readonly #configured: () => readonly string[]
  #addresses: ReadonlySet<string> = new Set()
  #addressesUntil = 0

  constructor({ listenHost, certificate, configured }: OwnHostsOptions) {
    const own = hostname().toLowerCase()
    // Names below .local belong to machines of this network (RFC 6762); no stranger can register one.
    const names = [...LOOPBACK, own, `${own}.local`, listenHost.toLowerCase(), ...namesIn(certificate)]
    this.#fixed = new Set(names.filter((name) => !ANY.includes(name)))
    this.#configured = configured
  }

  /** @param host A Host header, or a name with or without a port. */
  isOwn(host: string | undefined): boolean {
    const name = toHostName(host ?? '')
    if (name === null) return false
    return this.#fixed.has(name) || this.#ownAddresses().has(name) || this.#configured().includes(name)
  }

  #ownAddresses(): ReadonlySet<string> {
    if (Date.now() > this.#addressesUntil) {
      const all = Object.values(networkInterfaces()).flatMap((list) => list ?? [])
      this.#addresses = new Set(
        all.map(({ address }) => toHostName(address.includes(':') ? `[${address}]` : address) ?? ''),
      )
      this.#addressesUntil = Date.now() + ADDRESSES_MS
    }
    return this.#addresses
  }
}

/** The name without port, brackets, and the dot at the end of a full name; null when it is none. */
export function toHostName(host: string): string | null {
  const found = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+?))\.?(?::\d{1,5})?$/i.exec(host)
  const name = found?.[1] ?? found?.[2]
  return name === undefined ? null : name.toLowerCase()
}

/** DNS names and addresses of the certificate, without wildcards: those name no single host. */
function namesIn(certificate: string | null): string[] {
  const names = certificate === null ? '' : (new X509Certificate(certificate).subjectAltName ?? '')
  return names.split(', ').flatMap((entry) => {
    const name = /^(?:DNS|IP Address):([^*"]+)$/.exec(entry)?.[1]
    return name === undefined ? [] : [shortAddress(name.toLowerCase())]
  })
}

/** Node writes IPv6 addresses of a certificate in full; a Host header has them in short. */
function shortAddress(name: string): string {
  if (!name.includes(':')) return name
  return new URL(`http://[${name}]`).hostname.slice(1, -1)
}
