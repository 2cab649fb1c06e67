/**
 * Tells when congky.yaml changed, by looking at it twice a second: editors and our own commands replace the file
 * rather than write into it, which file-system events follow poorly, and not at all on network shares.
 * An invalid file is told once and changes nothing.
 */
import { statSync } from 'node:fs'
import { type CongkyError, toCongkyError } from '@congky/shared'
import type { GatewayConfig } from '../domain/gateway-config.ts'
import { checkConfig, configHash, invalidConfig, readConfigText } from './load.ts'

export interface ConfigWatcher {
  /** No callback comes after it. */
  close(): void
}

export interface WatchOptions {
  readonly onChange: (config: GatewayConfig, hash: string) => void
  /** Whether this content is in force already, so that there is nothing to tell. */
  readonly isInForce: (hash: string) => boolean
  /** ERR_CONFIG_INVALID or ERR_CONFIG_NOT_FOUND; the configuration in force stays in force. */
  readonly onInvalid: (error: CongkyError) => void
  readonly intervalMs?: number
}

/** Any content that is not in force is told once, also one written before now. */
export function watchConfig(file: string, options: WatchOptions): ConfigWatcher {
  let settled: string | null = null
  let previous: string | null = null
  /** An invalid content that was told, until there is another one. */
  let toldInvalid: string | null = null

  const look = () => {
    // Someone may be writing into the file just now: it is read once it looks the same twice.
    const stamp = stampOf(file)
    const isQuiet = stamp === previous
    previous = stamp
    if (!isQuiet || stamp === settled) return
    settled = stamp
    const found = read(file, (hash) => options.isInForce(hash) || hash === toldInvalid)
    if (found === null) return
    toldInvalid = found.error === null ? null : found.hash
    if (found.error === null) options.onChange(found.config, found.hash)
    else options.onInvalid(found.error)
  }
  const timer = setInterval(look, options.intervalMs ?? 500)
  timer.unref()
  return { close: () => clearInterval(timer) }
}

type Found =
  | { readonly hash: string; readonly config: GatewayConfig; readonly error: null }
  | { readonly hash: string; readonly error: CongkyError }

/** null for content that is known already: checking a large file takes the main thread too long to do it in vain. */
function read(file: string, isKnown: (hash: string) => boolean): Found | null {
  let hash = 'unreadable'
  try {
    const text = readConfigText(file)
    hash = configHash(text)
    if (isKnown(hash)) return null
    const checked = checkConfig(text, file)
    if (checked.config === null) return { hash, error: invalidConfig(checked.problems, file) }
    return { hash, config: checked.config, error: null }
  } catch (error) {
    return isKnown(hash) ? null : { hash, error: toCongkyError(error) }
  }
}

/** Changes with every write and every replacement. */
function stampOf(file: string): string {
  const stat = statSync(file, { bigint: true, throwIfNoEntry: false })
  return stat === undefined ? 'absent' : `${stat.ino} ${stat.size} ${stat.mtimeNs} ${stat.ctimeNs}`
}
