/**
 * Backups for people who work over the network: one at a time, made by a process of its own, and kept in the state
 * folder until a browser took it, for a quarter of an hour at most. The state folder, because it is closed to others;
 * what is kept there is encrypted, too.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { createReadStream, mkdirSync, rmSync, statfsSync, statSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { CongkyError } from '@congky/shared'
import { builtEntry } from '../built-entry.ts'
import type { BackupFile, BackupJob, BackupStage } from '../domain/backup-job.ts'
import type { Log } from '../domain/log.ts'
import { DATABASE_FILE } from '../store/database.ts'
import type { BackupNews, BackupOrder } from './backup-process.ts'
import { recordBackup } from './last-backup.ts'
import { removeLeftovers } from './make-backup.ts'

export interface BackupDeskOptions {
  readonly configFile: string
  readonly stateDir: string
  readonly log: Log
  /** How long a backup waits to be taken, in milliseconds. */
  readonly keptMs?: number
}

const KEPT_MS = 15 * 60_000
const FOLDER = '.backup-to-take'
/** What must stay free: without room for its history, the gateway signs nothing. */
const LEFT_FREE_BYTES = 256 * 1024 * 1024
/** What the process needs of our environment; no secret by accident. */
const ENVIRONMENT_NAMES = ['PATH', 'LANG', 'TMPDIR', 'SystemRoot', 'TEMP', 'TMP']

export class BackupDesk {
  readonly #options: BackupDeskOptions
  readonly #folder: string
  #job: BackupJob | null = null
  #child: ChildProcess | null = null
  #expiry: NodeJS.Timeout | null = null

  constructor(options: BackupDeskOptions) {
    this.#options = options
    this.#folder = join(options.stateDir, FOLDER)
    // What a gateway that was killed left behind.
    this.#tidy()
  }

  get job(): BackupJob | null {
    return this.#job
  }

  /**
   * Begins to make one; one that waited to be taken goes.
   *
   * @param passphrase Zeroed once it was handed on.
   * @throws {CongkyError} ERR_BACKUP_RUNNING, ERR_BACKUP_NO_ROOM
   */
  begin(passphrase: Buffer): BackupJob {
    try {
      if (this.#child) throw new CongkyError('ERR_BACKUP_RUNNING')
      this.#clear()
      this.#requireRoom()
      mkdirSync(this.#folder, { mode: 0o700 })
      const job = { id: randomUUID(), startedAt: new Date() }
      this.#job = { ...job, state: 'making', doneBytes: 0, totalBytes: 0 }
      this.#startProcess(passphrase)
      return this.#job
    } finally {
      passphrase.fill(0)
    }
  }

  /** @throws {CongkyError} ERR_NOT_FOUND: there is no such backup, or no longer. */
  open(id: string): { readonly file: BackupFile; readonly content: Readable } {
    if (this.#job?.id !== id || this.#job.state !== 'ready') throw new CongkyError('ERR_NOT_FOUND')
    return { file: this.#job, content: createReadStream(this.#file) }
  }

  /** Somebody has it whole: it counts as a backup from now on. */
  markTaken(id: string): void {
    if (this.#job?.id !== id || this.#job.state !== 'ready') return
    this.#job = { ...this.#job, taken: true }
    recordBackup(this.#options.stateDir, this.#job.startedAt)
  }

  /** Deletes it, or ends its making. @throws {CongkyError} ERR_NOT_FOUND */
  discard(id: string): void {
    if (this.#job?.id !== id) throw new CongkyError('ERR_NOT_FOUND')
    this.#clear()
  }

  /** Leaves nothing behind: what is being made is a readable copy of everything for a while. */
  async stop(): Promise<void> {
    const child = this.#child
    const gone = child && new Promise<void>((resolve) => child.once('exit', () => resolve()))
    this.#clear()
    await gone
  }

  get #file(): string {
    return join(this.#folder, 'backup')
  }

  #clear(): void {
    this.#job = null
    if (this.#expiry) clearTimeout(this.#expiry)
    this.#expiry = null
    if (this.#child) this.#child.kill('SIGKILL')
    else this.#tidy()
  }

  /** Deletes what nobody is to take; while no process writes. */
  #tidy(): void {
    rmSync(this.#folder, { recursive: true, force: true })
    removeLeftovers(this.#options.stateDir)
  }

  /** The copy of the database and the encrypted file lie side by side for a moment. */
  #requireRoom(): void {
    const { stateDir } = this.#options
    const { bavail, bsize } = statfsSync(stateDir)
    const needed = 2 * statSync(join(stateDir, DATABASE_FILE)).size + LEFT_FREE_BYTES
    if (bavail * bsize < needed) throw new CongkyError('ERR_BACKUP_NO_ROOM')
  }

  #startProcess(passphrase: Buffer): void {
    const env = Object.fromEntries(ENVIRONMENT_NAMES.flatMap((name) => [[name, process.env[name]]]))
    const child = fork(builtEntry('backup-process'), [], {
      ...{ env, execArgv: [], serialization: 'advanced', stdio: ['ignore', 'ignore', 'ignore', 'ipc'] },
    })
    this.#child = child
    child.on('message', (news: BackupNews) => {
      if (this.#child === child) this.#take(news)
    })
    const end = (reason: string) => {
      if (this.#child !== child) return
      this.#child = null
      if (this.#job?.state === 'making') this.#take({ kind: 'broken', message: reason })
      if (this.#job?.state !== 'ready') this.#tidy()
    }
    child.once('error', (error) => end(error.message))
    child.once('exit', (code, signal) => end(`the process of the backup ended (${signal ?? `exit code ${code}`})`))
    const { configFile, stateDir } = this.#options
    child.send({ configFile, stateDir, target: this.#file, passphrase } satisfies BackupOrder)
  }

  #take(news: BackupNews): void {
    switch (news.kind) {
      case 'progress':
        this.#become({ state: 'making', doneBytes: news.doneBytes, totalBytes: news.totalBytes })
        break
      case 'made':
        this.#keep(news.made)
        break
      case 'refused':
        this.#fail(new CongkyError(news.code, news.details))
        break
      case 'broken':
        this.#options.log.error({ reason: news.message }, 'a backup could not be made')
        this.#fail(new CongkyError('ERR_INTERNAL'))
    }
  }

  #keep({ bytes, manifest }: Extract<BackupNews, { kind: 'made' }>['made']): void {
    const { historyRecords, historyDamage } = manifest
    const keptMs = this.#options.keptMs ?? KEPT_MS
    const fileName = nameOf(new Date(manifest.createdAt))
    const keptUntil = new Date(Date.now() + keptMs)
    this.#become({ state: 'ready', fileName, bytes, historyRecords, historyDamage, keptUntil, taken: false })
    this.#expiry = setTimeout(() => this.#clear(), keptMs)
    this.#expiry.unref()
  }

  #fail(error: CongkyError): void {
    this.#become({ state: 'failed', error })
  }

  #become(stage: BackupStage): void {
    if (this.#job) this.#job = { id: this.#job.id, startedAt: this.#job.startedAt, ...stage }
  }
}

/** Such as `congky-may-chu-2026-11-23-0940.backup`; the host and the time of its clock, nothing to quote. */
function nameOf(at: Date): string {
  const host = hostname()
    .replace(/[^A-Za-z0-9-]/g, '')
    .slice(0, 40)
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `congky-${host}-${day}-${two(at.getHours())}${two(at.getMinutes())}.backup`
}
