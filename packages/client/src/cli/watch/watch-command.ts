/** `congky-client watch`: holds the folder, keeps a connection to the gateway, and lets `FolderWatch` work. */
import { mkdir, realpath } from 'node:fs/promises'
import { relative, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { CongkyError, parseTaxCode, toCongkyError } from '@congky/shared'
import { backoffMs, reconnectBackoff } from '../../backoff.ts'
import type { GatewayConnection } from '../../gateway-connection.ts'
import { connect } from '../../index.ts'
import { type CliContext, type ExitCode, exitCodes } from '../cli-context.ts'
import { readConfig } from '../client-config.ts'
import { fileError } from '../file-error.ts'
import { chooseTarget, type GatewayTarget, type TargetOptions, usage } from '../gateway-target.ts'
import { renewConfig } from '../renew-config.ts'
import { FolderLock } from './folder-lock.ts'
import { FolderWatch, watchPlaces } from './folder-watch.ts'
import { taxCodeIn } from './scan-folder.ts'
import { type WatchPlaces, WatchReport } from './watch-report.ts'
import { removeTemporaries } from './watched-files.ts'

/** How often the stored access key is looked at: renewed in time, or replaced by another command. */
const KEY_CHECK_MS = 3_600_000
/** How long files in hand have after Ctrl-C. What is not back by then is fetched by the next run. */
const LEAVE_MS = 5_000

export interface WatchCommandOptions extends TargetOptions {
  readonly taxCode?: string
  readonly profile?: string
  readonly output?: string
}

export async function watchCommand(
  context: CliContext,
  folderName: string,
  options: WatchCommandOptions,
): Promise<ExitCode> {
  const taxCode = options.taxCode === undefined ? undefined : parseTaxCode(options.taxCode)
  const places = await preparePlaces(context, folderName, options.output)
  // Said before anything is awaited for long: a workstation that is not paired is told at once.
  const target = await chooseTarget(context, options)
  const ending = new AbortController()
  const end = () => ending.abort()
  context.signal.addEventListener('abort', end, { once: true })
  if (context.signal.aborted) end()
  let failure: CongkyError | null = null
  const fail = (error: unknown) => {
    failure ??= toCongkyError(error)
    ending.abort()
  }
  const report = new WatchReport(context)
  const lock = await FolderLock.take(places.folder, ending.signal, fail).catch((error: unknown) => {
    if (context.signal.aborted) return null
    throw error
  })
  if (lock === null) return exitCodes.done
  try {
    await removeTemporaries(places.output)
    report.watching(places)
    const watch = new FolderWatch({ context, places, taxCode, profile: options.profile, report })
    const keeping = keepConnected(context, options, target, watch, report, ending.signal).catch(fail)
    await watch.run(ending.signal)
    await keeping
  } finally {
    context.signal.removeEventListener('abort', end)
    await lock.release()
  }
  report.stopped()
  if (failure === null) return exitCodes.done
  if (!context.json) throw failure
  report.failed(failure)
  return exitCodes.failed
}

/** @throws {CongkyError} ERR_FILE_UNUSABLE, ERR_USAGE: the results would be taken for new files. */
async function preparePlaces({ io }: CliContext, folderName: string, output: string | undefined) {
  // The real path is part of each file's key, so that the same folder by another name is still the same.
  const folder = await realpath(resolve(io.cwd, folderName)).catch((cause: unknown) => {
    throw fileError(folderName, cause)
  })
  const places = watchPlaces(folder, output === undefined ? undefined : resolve(io.cwd, output))
  const below = relative(folder, places.output)
  if (below === '' || taxCodeIn(below) !== null) {
    throw usage(
      '--output must be another folder than the watched one and its tax codes',
      '--output phải là thư mục khác với thư mục được theo dõi và các thư mục mã số thuế trong đó',
    )
  }
  for (const place of placesToMake(places)) {
    await mkdir(place, { recursive: true }).catch((cause: unknown) => {
      throw fileError(place, cause)
    })
  }
  return places
}

function placesToMake({ output, originals, failures }: WatchPlaces): readonly string[] {
  return [output, originals, failures]
}

/**
 * Connects, and connects anew when the access key changed, until `signal` aborts.
 *
 * @throws {CongkyError} ERR_UNAUTHENTICATED, ERR_FINGERPRINT_MISMATCH…: waiting would not help.
 */
async function keepConnected(
  context: CliContext,
  options: WatchCommandOptions,
  first: GatewayTarget,
  watch: FolderWatch,
  report: WatchReport,
  signal: AbortSignal,
): Promise<void> {
  let target = first
  while (!signal.aborted) {
    const over = new AbortController()
    const stop = AbortSignal.any([signal, over.signal])
    const ended: { error: CongkyError | null } = { error: null }
    const onEnded = (error: CongkyError) => {
      ended.error = error
      over.abort()
    }
    const connection = await connectPatiently(target, report, signal, onEnded).catch(toCongkyError)
    if (connection === null) return
    if (connection instanceof CongkyError) {
      target = await replacedTarget(context, options, target, connection)
      continue
    }
    watch.use(connection)
    report.gatewayBack()
    const next = await nextTarget(context, options, target, stop)
    watch.use(null)
    if (signal.aborted) await Promise.race([watch.settled(), sleep(LEAVE_MS, undefined, { ref: false })])
    await connection.close()
    if (signal.aborted) return
    if (next === null && ended.error) target = await replacedTarget(context, options, target, ended.error)
    else if (next) target = next
  }
}

/** Tries until it works. @returns null when `signal` aborted before. @throws {CongkyError} It never will. */
async function connectPatiently(
  target: GatewayTarget,
  report: WatchReport,
  signal: AbortSignal,
  onEnded: (error: CongkyError) => void,
): Promise<GatewayConnection | null> {
  let isUp = false
  for (let attempt = 1; !signal.aborted; attempt++) {
    try {
      const connection = await connect({
        ...target,
        patienceMs: Number.POSITIVE_INFINITY,
        onEvent: (event) => {
          if (event.type === 'open') report.gatewayBack()
          if (event.type === 'lost') report.gatewayAway(event.error)
          if (event.type === 'ended' && isUp) onEnded(event.error)
        },
      })
      isUp = true
      return connection
    } catch (error) {
      const known = toCongkyError(error)
      if (!known.retryable) throw known
      report.gatewayAway(known)
      await sleep(backoffMs(reconnectBackoff(Number.POSITIVE_INFINITY), attempt), undefined, { signal }).catch(() => {})
    }
  }
  return null
}

/** Waits until another access key is to be used, or `stop`. @returns The pairing with it, or null. */
async function nextTarget(
  context: CliContext,
  options: WatchCommandOptions,
  target: GatewayTarget,
  stop: AbortSignal,
): Promise<GatewayTarget | null> {
  for (;;) {
    await sleep(KEY_CHECK_MS, undefined, { signal: stop }).catch(() => {})
    if (stop.aborted) return null
    if (options.accessKeyStdin) continue
    const stored = await readConfig(context.io).then(
      (config) => renewConfig(context, config),
      () => null,
    )
    if (stored && stored.accessKey !== target.accessKey) {
      return { url: stored.url, fingerprint: stored.fingerprint, accessKey: stored.accessKey }
    }
  }
}

/** After the gateway ended the connection: somebody may have paired this workstation anew meanwhile. */
async function replacedTarget(
  context: CliContext,
  options: WatchCommandOptions,
  target: GatewayTarget,
  error: CongkyError,
): Promise<GatewayTarget> {
  if (options.accessKeyStdin) throw error
  const { url, fingerprint, accessKey } = await readConfig(context.io)
  if (accessKey === target.accessKey) throw error
  return { url, fingerprint, accessKey }
}
