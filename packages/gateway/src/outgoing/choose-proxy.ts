/** Decides through which proxy a call to the outside goes, if through any. Pure. */
import { CongkyError } from '@congky/shared'
import { isLoopback } from '../config/loopback.ts'
import type { ProxyConfig } from '../domain/outgoing-config.ts'

export interface ProxyAddress {
  readonly protocol: 'http:' | 'https:'
  readonly host: string
  readonly port: number
  readonly user: string | null
  /** From the environment's address; one of the configuration is looked up by whoever connects. */
  readonly password: string | null
}

export interface Target {
  readonly host: string
  readonly port: number
  /** Only calls of plain http use HTTP_PROXY; all others, mail included, HTTPS_PROXY. */
  readonly isPlainHttp: boolean
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * This machine itself is always called directly: to a proxy its address would mean the proxy.
 *
 * @throws {CongkyError} ERR_PROXY_REFUSED: the environment names a proxy that we cannot use.
 */
export function chooseProxy(target: Target, config: ProxyConfig, env: Environment): ProxyAddress | null {
  if (config.mode === 'direct' || isLoopback(target.host)) return null
  if (config.mode === 'system') return systemProxy(target, env)
  const { host, port, user } = config
  if (host === null || port === null || isExcepted(target, config.noProxy)) return null
  return { protocol: 'http:', host, port, user, password: null }
}

/** As curl and most programs read the environment: lower case first. */
function systemProxy(target: Target, env: Environment): ProxyAddress | null {
  const read = (name: string) => env[name.toLowerCase()] ?? env[name] ?? ''
  if (isExcepted(target, read('NO_PROXY').split(/[,\s]+/))) return null
  const written = target.isPlainHttp ? read('HTTP_PROXY') : read('HTTPS_PROXY') || read('HTTP_PROXY')
  return written === '' ? null : parseProxy(written)
}

function parseProxy(written: string): ProxyAddress {
  const text = written.includes('://') ? written : `http://${written}`
  const url = URL.canParse(text) ? new URL(text) : null
  if (url === null || (url.protocol !== 'http:' && url.protocol !== 'https:')) {
    throw new CongkyError('ERR_PROXY_REFUSED', { proxy: url?.host ?? '?', status: '-' })
  }
  const { protocol, hostname, port, username, password } = url
  return {
    protocol,
    host: hostname.replace(/^\[(.*)\]$/, '$1'),
    port: port === '' ? defaultPort(protocol) : Number(port),
    user: username === '' ? null : decode(username),
    password: password === '' ? null : decode(password),
  }
}

const defaultPort = (protocol: string) => (protocol === 'https:' ? 443 : 80)

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}

/** A name stands for itself and all below it; a leading dot or `*.` makes no difference; `*` is everything. */
function isExcepted({ host, port }: Target, exceptions: readonly string[]): boolean {
  const name = host.replace(/^\[(.*)\]$/, '$1').toLowerCase()
  return exceptions.some((written) => {
    const entry = written.trim().toLowerCase()
    if (entry === '') return false
    if (entry === '*') return true
    const [, bare = entry, itsPort] = /^(\[.+\]|[^:]+):(\d+)$/.exec(entry) ?? []
    if (itsPort !== undefined && Number(itsPort) !== port) return false
    const pattern = bare.replace(/^\[(.*)\]$/, '$1').replace(/^\*?\./, '')
    return name === pattern || name.endsWith(`.${pattern}`)
  })
}
