/**
 * Calls from the gateway to the outside, all of them: directly or through the configured proxy. Follows edits of the
 * configuration; owns the open connections. Certificates are always checked, also those that
 * NODE_EXTRA_CA_CERTS names; redirects are never followed.
 */
import { Agent, type Dispatcher, fetch, ProxyAgent, type Response } from 'undici'
import type { ProxyConfig } from '../domain/outgoing-config.ts'
import { chooseProxy, type ProxyAddress, type Target } from './choose-proxy.ts'
import { toOutgoingError } from './outgoing-error.ts'

/** To find the other side, connect and agree on TLS. */
const CONNECT_MS = 10_000
/** Until the answer's headers are there, when the caller says nothing else. */
const ANSWER_MS = 20_000

/** A person waits for it. */
const PROBE_MS = 15_000

const NO_PROXY: ProxyConfig = { mode: 'direct', host: null, port: null, user: null, passwordSecret: null, noProxy: [] }

export interface OutgoingParts {
  readonly config: () => ProxyConfig
  /** @throws {CongkyError} ERR_SECRET_MISSING, ERR_SECRET_STORE */
  readonly secret: (name: string) => string
  readonly env: Readonly<Record<string, string | undefined>>
}

export interface CallOptions {
  readonly method?: 'GET' | 'HEAD' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Uint8Array<ArrayBuffer>
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
  /** Another way than the configured one: a draft that is tried. */
  readonly way?: Way
  /** PEM of the authorities that the other side's certificate may come from, in place of the public ones. */
  readonly ca?: string
}

/** Settings of the proxy that are tried before they are saved. */
export interface ProxyDraft {
  readonly config: ProxyConfig
  readonly password: string | null
}

/** The proxy to go through with its password, or none. */
export type Way = ProxyAddress | null

export class OutgoingConnections {
  readonly #parts: OutgoingParts
  #dispatchers = new Map<string, Dispatcher>()
  #isClosed = false

  constructor(parts: OutgoingParts) {
    this.#parts = parts
  }

  /** @throws {CongkyError} ERR_SECRET_MISSING, ERR_SECRET_STORE, ERR_PROXY_REFUSED */
  wayTo(target: Target): Way {
    const config = this.#parts.config()
    const proxy = chooseProxy(target, config, this.#parts.env)
    if (proxy === null || config.mode !== 'manual' || config.passwordSecret === null) return proxy
    return { ...proxy, password: this.#parts.secret(config.passwordSecret) }
  }

  /**
   * Calls an address. An answer of any status is an answer; who does not read its body has to cancel it.
   *
   * @throws {CongkyError} ERR_HOST_UNKNOWN, ERR_CONNECTION_REFUSED, ERR_CONNECTION_TIMEOUT, ERR_CONNECTION_TLS,
   * ERR_CONNECTION_FAILED, ERR_PROXY_AUTH, ERR_PROXY_REFUSED, ERR_SECRET_MISSING, ERR_SECRET_STORE
   */
  async fetch(url: URL, options: CallOptions = {}): Promise<Response> {
    const way = options.way === undefined ? this.wayTo(toTarget(url)) : options.way
    const timeout = AbortSignal.timeout(options.timeoutMs ?? ANSWER_MS)
    try {
      return await fetch(url, {
        method: options.method ?? 'GET',
        headers: { ...options.headers },
        ...(options.body === undefined ? {} : { body: options.body }),
        redirect: 'manual',
        dispatcher: this.#dispatcherFor(way, options.ca),
        signal: options.signal ? AbortSignal.any([options.signal, timeout]) : timeout,
      })
    } catch (error) {
      throw toOutgoingError(error, { address: url.host, host: url.hostname, way })
    }
  }

  /** `host:port` of the proxy that the environment names for https. @throws {CongkyError} ERR_PROXY_REFUSED */
  systemProxy(): string | null {
    const anywhere = { host: 'example.invalid', port: 443, isPlainHttp: false }
    return showWay(chooseProxy(anywhere, { ...NO_PROXY, mode: 'system' }, this.#parts.env))
  }

  /** Calls an address as a draft of the settings has it; an answer of any status is a success. @throws {CongkyError} */
  async probe(
    url: URL,
    { config, password }: ProxyDraft,
  ): Promise<{ readonly status: number; readonly via: string | null }> {
    const chosen = chooseProxy(toTarget(url), config, this.#parts.env)
    const way = chosen !== null && config.mode === 'manual' ? { ...chosen, password } : chosen
    const response = await this.fetch(url, { way, timeoutMs: PROBE_MS })
    await response.body?.cancel()
    return { status: response.status, via: showWay(way) }
  }

  /** Ends every connection. */
  async close(): Promise<void> {
    this.#isClosed = true
    await this.#drop()
  }

  /** One for each way and authority; those of ways that are no longer taken are ended. */
  #dispatcherFor(way: Way, ca?: string): Dispatcher {
    const key = JSON.stringify([way, ca ?? null])
    const known = this.#dispatchers.get(key)
    if (known) return known
    // A password that was typed wrong and then right leaves no trail of open connections behind.
    if (this.#dispatchers.size >= DISPATCHERS_MAX) void this.#drop()
    const tls = ca === undefined ? {} : { ca }
    const made = way === null ? new Agent({ connect: { timeout: CONNECT_MS, ...tls } }) : proxyAgent(way, tls)
    if (!this.#isClosed) this.#dispatchers.set(key, made)
    return made
  }

  async #drop(): Promise<void> {
    const dropped = [...this.#dispatchers.values()]
    this.#dispatchers = new Map()
    await Promise.all(dropped.map((dispatcher) => dispatcher.destroy()))
  }
}

const DISPATCHERS_MAX = 8

export function toTarget(url: URL): Target {
  const isPlainHttp = url.protocol === 'http:'
  const usual = isPlainHttp ? 80 : 443
  return { host: url.hostname, port: url.port === '' ? usual : Number(url.port), isPlainHttp }
}

/** @returns `host:port`, for people; without who logs in there. */
export function showWay(way: Way): string | null {
  return way === null ? null : `${bracketed(way.host)}:${way.port}`
}

/** The proxy as an address with who logs in there: never for people. */
export function toProxyUrl({ protocol, host, port, user, password }: ProxyAddress): string {
  const login = user === null ? '' : `${encodeURIComponent(user)}:${encodeURIComponent(password ?? '')}@`
  return `${protocol}//${login}${bracketed(host)}:${port}`
}

const bracketed = (host: string) => (host.includes(':') ? `[${host}]` : host)

function proxyAgent(proxy: ProxyAddress, tls: { readonly ca?: string }): ProxyAgent {
  const { user, password } = proxy
  const login = user === null ? null : Buffer.from(`${user}:${password ?? ''}`).toString('base64')
  return new ProxyAgent({
    uri: toProxyUrl({ ...proxy, user: null, password: null }),
    // Many proxies take CONNECT for port 443 only, so plain http is asked of them as HTTP has it (RFC 9112, 3.2.2).
    proxyTunnel: false,
    connect: { timeout: CONNECT_MS },
    // For the other side, not for the proxy itself.
    requestTls: { timeout: CONNECT_MS, ...tls },
    ...(login === null ? {} : { token: `Basic ${login}` }),
  })
}
