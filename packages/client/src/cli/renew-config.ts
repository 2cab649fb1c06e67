/**
 * Keeps the stored pairing alive: in the last fifth of its access key's life any command first asks for the key
 * that follows, and stores it. Nobody has to think of it, and a renewal that fails is tried by the next command.
 */
import { open, rm, stat } from 'node:fs/promises'
import { parseAddress } from '../address.ts'
import { GatewayApi } from '../gateway-api.ts'
import { isDue } from '../key-renewal.ts'
import { nodePlatform } from '../node/node-platform.ts'
import type { CliContext } from './cli-context.ts'
import { type ClientConfig, configPath, prepareConfig, readConfig } from './client-config.ts'

/** A lock older than this was left by a command that was killed. */
const LOCK_STALE_MS = 5 * 60_000

/** The pairing to use now: renewed where it was due and could be. Never throws for the renewal's sake. */
export async function renewConfig(context: CliContext, config: ClientConfig): Promise<ClientConfig> {
  // A pairing made before keys expired does not say until when it works: asked for once.
  if (config.renewAfter !== undefined && !isDue(config.renewAfter)) return config
  const lock = `${configPath(context.io)}.renewing`
  if (!(await takeLock(lock))) return config
  try {
    // Another command may have been quicker: of two new keys only the one asked for last works.
    const current = await readConfig(context.io)
    return current.accessKey === config.accessKey ? await renew(context, current) : current
  } catch {
    return config
  } finally {
    await rm(lock, { force: true })
  }
}

async function renew(context: CliContext, config: ClientConfig): Promise<ClientConfig> {
  const api = new GatewayApi(nodePlatform(parseAddress(config.url, config.fingerprint), config.accessKey))
  const term = config.renewAfter === undefined ? await api.accessKeyTerm(context.signal) : config
  const write = await prepareConfig(context.io)
  const { accessKey, expiresAt, renewAfter } = isDue(term.renewAfter)
    ? await api.renewAccessKey()
    : { ...term, accessKey: config.accessKey }
  const next = { ...config, accessKey, expiresAt, renewAfter }
  await write(next)
  return next
}

/** One command at a time. @returns Whether it is ours. */
async function takeLock(path: string): Promise<boolean> {
  const isStale = await stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs > LOCK_STALE_MS,
    () => false,
  )
  if (isStale) await rm(path, { force: true })
  try {
    await (await open(path, 'wx', 0o600)).close()
    return true
  } catch {
    return false
  }
}
