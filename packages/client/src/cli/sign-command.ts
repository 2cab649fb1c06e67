/** `congky-client sign`: every file by itself, so that one that fails keeps no other waiting. */
import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { CongkyError, toCongkyError } from '@congky/shared'
import type { ConnectionEvent } from '../connect-options.ts'
import type { GatewayConnection } from '../gateway-connection.ts'
import { connect } from '../index.ts'
import { mapLimited } from '../map-limited.ts'
import type { RequestProgress } from '../pending-request.ts'
import { type CliContext, type ExitCode, exitCodes, printJson, say } from './cli-context.ts'
import { expandFiles } from './expand-files.ts'
import { fileError } from './file-error.ts'
import { chooseTarget, type TargetOptions, usage } from './gateway-target.ts'
import { ProgressDisplay } from './progress-display.ts'
import { readDocument } from './read-document.ts'
import { findSigned, signOnce } from './sign-once.ts'
import { type FileResult, printResults, resultLine, sha256, toJson } from './sign-results.ts'
import { possibleNames, readIfThere, signedName, withoutResults, writeSigned } from './signed-files.ts'
import { waitingWords } from './waiting-words.ts'

/** How many files are read and sent at a time. */
const CONCURRENCY = 16

export interface SignCommandOptions extends TargetOptions {
  readonly taxCode?: string
  readonly profile?: string
  readonly out?: string
  readonly force?: boolean
  /** Seconds. */
  readonly timeout?: number
  readonly note?: string
  /** Id of a request. */
  readonly replaces?: string
  /** false: a file that waits for an approval is left to the gateway. */
  readonly wait?: boolean
}

export async function signCommand(
  context: CliContext,
  names: readonly string[],
  options: SignCommandOptions,
): Promise<ExitCode> {
  const { documents, results: skipped } = withoutResults(await expandFiles(names, context.io))
  checkNames(documents, options.out)
  if (options.replaces !== undefined && documents.length !== 1) {
    throw usage('--replaces is for one file', '--replaces chỉ dùng cho một tệp')
  }
  await makeFolder(context, options.out)
  const target = await chooseTarget(context, options)
  const title = say(context, 'đang gửi và lấy kết quả ký', 'sending and fetching signatures')
  const display = new ProgressDisplay(context, title, documents.length)
  let connection: GatewayConnection | null = null
  let results: FileResult[]
  try {
    connection = await connect({ ...target, onEvent: (event) => noteConnection(context, display, event) })
    results = await signFiles(context, connection, documents, options, display)
  } finally {
    display.end()
    await connection?.close()
  }
  if (context.json) printJson(context, toJson(results, skipped))
  else printResults(context, results, skipped)
  return results.some((result) => 'error' in result) ? exitCodes.failed : exitCodes.done
}

async function signFiles(
  context: CliContext,
  connection: GatewayConnection,
  files: readonly string[],
  options: SignCommandOptions,
  display: ProgressDisplay,
): Promise<FileResult[]> {
  const counts = { total: files.length, done: 0, failed: 0 }
  const waiting = new Map<string, string>()
  const showWaiting = () => {
    const [words] = waiting.values()
    display.note(words ? `${say(context, 'chờ', 'waiting')} (${waiting.size}): ${words}` : null)
  }
  return mapLimited(files, CONCURRENCY, async (file, _, giveWay) => {
    let isAside = false
    let leave: (result: FileResult) => void = () => {}
    const left = new Promise<FileResult>((resolve) => {
      leave = resolve
    })
    const onState = (progress: RequestProgress) => {
      const words = waitingWords(context, progress)
      if (words) waiting.set(file, words)
      else waiting.delete(file)
      showWaiting()
      if (progress.state !== 'awaiting-approval') return
      // It may take days, and the other files need not wait for it.
      if (!isAside) giveWay()
      isAside = true
      if (options.wait === false) leave({ file, waiting: progress })
    }
    const signing = signFile(context, connection, file, options, onState).catch(
      (error: unknown): FileResult => ({ file, error: toCongkyError(error) }),
    )
    const result = await Promise.race([signing, left])
    waiting.delete(file)
    counts['error' in result ? 'failed' : 'done'] += 1
    display.step(counts, resultLine(context, result))
    showWaiting()
    return result
  })
}

/** @throws {CongkyError} */
async function signFile(
  context: CliContext,
  connection: GatewayConnection,
  file: string,
  options: SignCommandOptions,
  onState: (progress: RequestProgress) => void,
): Promise<FileResult> {
  const started = performance.now()
  const path = resolve(context.io.cwd, file)
  const document = await readDocument(file, context.io)
  const { taxCode, profile, timeout, note, replaces } = options
  const request = { path, document, taxCode, profile }
  const deadline = timeout === undefined ? undefined : new Date(Date.now() + timeout * 1000)
  const wait = { signal: context.signal, deadline, onState }
  const pathOf = (name: string) => resolve(context.io.cwd, name)
  const inTheWay = options.force ? undefined : possibleNames(file, options.out).find((name) => existsSync(pathOf(name)))
  const signed =
    inTheWay === undefined
      ? await signOnce(connection, request, { ...wait, reference: basename(file).slice(0, 200), note, replaces })
      : await findSigned(connection, request, wait)
  if (!signed) throw new CongkyError('ERR_FILE_EXISTS', { file: inTheWay ?? file })
  const signedFile = signedName(file, options.out, signed.fileExtension)
  const existing = options.force ? null : await readIfThere(pathOf(signedFile))
  // The result of an earlier run is as good as a new one; anything else by that name is not ours to touch.
  if (existing && sha256(existing) !== sha256(signed.signedDocument)) {
    throw new CongkyError('ERR_FILE_EXISTS', { file: signedFile })
  }
  if (!existing) await writeSigned(pathOf(signedFile), signed.signedDocument, { force: options.force === true })
  return { file, signed, signedFile, ms: Math.round(performance.now() - started) }
}

/** Comes before anything is sent: a signature that cannot be put down helps nobody. @throws {CongkyError} */
async function makeFolder({ io }: CliContext, folder: string | undefined): Promise<void> {
  if (folder === undefined) return
  try {
    await mkdir(resolve(io.cwd, folder), { recursive: true })
  } catch (cause) {
    throw fileError(folder, cause)
  }
}

/** Two files of one name cannot both go into one folder. @throws {CongkyError} ERR_USAGE */
function checkNames(files: readonly string[], folder: string | undefined): void {
  const taken = new Map<string, string>()
  for (const file of files) {
    const target = join(signedName(file, folder, null))
    const other = taken.get(target)
    if (other !== undefined) {
      throw usage(
        `${other} and ${file} would both be written to ${target}`,
        `${other} và ${file} cùng ghi vào ${target}`,
      )
    }
    taken.set(target, file)
  }
}

function noteConnection(context: CliContext, display: ProgressDisplay, event: ConnectionEvent): void {
  if (event.type === 'open') display.note(null)
  if (event.type === 'lost') {
    display.note(say(context, 'mất kết nối tới cổng ký, đang nối lại…', 'connection lost, connecting again…'))
  }
}
