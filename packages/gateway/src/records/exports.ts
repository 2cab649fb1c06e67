/**
 * Exports that people asked for in their browsers: written by a thread to a file in the state folder, fetched,
 * and removed after an hour, at the start and at the stop. One at a time for each person.
 */
import { randomUUID } from 'node:crypto'
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import {
  CongkyError,
  type ErrorCode,
  type ErrorDetails,
  type ExportFormat,
  type ExportView,
  type Language,
} from '@congky/shared'
import type { Log } from '../domain/log.ts'
import { toErrorView } from '../sources/request-view.ts'
import type { ExportNames } from './export-columns.ts'
import type { RecordsTask, TaskMessage } from './task-messages.ts'
import { TaskThread } from './task-thread.ts'
import { XLSX_ROWS_MAX } from './xlsx.ts'

const KEPT_MS = 60 * 60_000
const SWEEP_MS = 60_000
/** Finished files of all people together; the oldest goes when one more comes. */
const FILES_MAX = 5
/** Exports under way at a time. */
const RUNNING_MAX = 2

export interface ExportWish {
  readonly format: ExportFormat
  readonly language: Language
  readonly seqs: Float64Array
  readonly names: ExportNames
}

interface Export {
  readonly by: string
  readonly path: string
  readonly thread: TaskThread
  view: ExportView
}

export class Exports {
  readonly #stateDir: string
  readonly #folder: string
  readonly #log: Log
  readonly #exports = new Map<string, Export>()
  readonly #timer: NodeJS.Timeout

  constructor(stateDir: string, log: Log) {
    this.#stateDir = stateDir
    this.#folder = join(stateDir, 'exports')
    this.#log = log
    rmSync(this.#folder, { recursive: true, force: true })
    this.#timer = setInterval(() => this.#sweep(), SWEEP_MS).unref()
  }

  /** @throws {CongkyError} ERR_EXPORT_BUSY, ERR_EXPORT_TOO_LARGE */
  start(by: string, { format, language, seqs, names }: ExportWish): ExportView {
    this.assertFree(by)
    if (format === 'xlsx' && seqs.length >= XLSX_ROWS_MAX) {
      const limit = { vi: '1.048.575 dòng của một trang tính', en: 'the 1,048,575 rows of a sheet' }
      throw new CongkyError('ERR_EXPORT_TOO_LARGE', { limit })
    }
    this.#makeRoom()
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 })
    const id = randomUUID()
    const path = join(this.#folder, id)
    const task: RecordsTask = {
      ...{ kind: 'export', stateDir: this.#stateDir, file: path, format, language, seqs },
      ...names,
    }
    const view: ExportView = {
      ...{ id, format, state: 'running', done: 0, total: seqs.length, bytes: 0, error: null },
      fileName: fileName(format, new Date()),
      startedAt: new Date().toISOString(),
    }
    const thread = new TaskThread(task, (message) => this.#onMessage(id, message))
    this.#exports.set(id, { by, path, thread, view })
    return view
  }

  /** @throws {CongkyError} ERR_EXPORT_BUSY: one of this person's is under way, or too many of all. */
  assertFree(by: string): void {
    const running = [...this.#exports.values()].filter(({ view }) => view.state === 'running')
    const isBusy = running.length >= RUNNING_MAX || running.some((one) => one.by === by)
    if (isBusy) throw new CongkyError('ERR_EXPORT_BUSY')
  }

  /** Another person's looks like none. @throws {CongkyError} ERR_NOT_FOUND */
  view(id: string, by: string): ExportView {
    return this.#of(id, by).view
  }

  /** Where the finished file is. @throws {CongkyError} ERR_NOT_FOUND */
  file(id: string, by: string): { readonly path: string; readonly view: ExportView } {
    const { path, view } = this.#of(id, by)
    if (view.state !== 'done') throw new CongkyError('ERR_NOT_FOUND')
    return { path, view }
  }

  /** Ends it, if it is under way, and removes its file. @throws {CongkyError} ERR_NOT_FOUND */
  async cancel(id: string, by: string): Promise<void> {
    await this.#remove(id, this.#of(id, by))
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer)
    for (const [id, one] of this.#exports) await this.#remove(id, one)
  }

  #of(id: string, by: string): Export {
    const one = this.#exports.get(id)
    if (one?.by !== by) throw new CongkyError('ERR_NOT_FOUND')
    return one
  }

  #onMessage(id: string, message: TaskMessage): void {
    const one = this.#exports.get(id)
    if (!one || message.kind === 'verdict') return
    if (message.kind === 'progress' || message.kind === 'written') {
      const { done, bytes } = message
      const total = message.kind === 'progress' ? message.total : done
      one.view = { ...one.view, state: message.kind === 'written' ? 'done' : 'running', done, total, bytes }
      return
    }
    if (message.kind === 'failure') this.#log.error({ task: message }, 'an export failed')
    one.view = { ...one.view, state: 'failed', error: toErrorView(reasonOf(message)) }
    rmSync(one.path, { force: true })
  }

  #makeRoom(): void {
    const finished = [...this.#exports].filter(([, { view }]) => view.state !== 'running')
    for (const [id, one] of finished.slice(0, Math.max(0, finished.length - FILES_MAX + 1))) void this.#remove(id, one)
  }

  #sweep(): void {
    const before = Date.now() - KEPT_MS
    for (const [id, one] of this.#exports) if (Date.parse(one.view.startedAt) < before) void this.#remove(id, one)
  }

  async #remove(id: string, { thread, path }: Export): Promise<void> {
    this.#exports.delete(id)
    await thread.end()
    // Windows keeps a file that a download is still reading; the next start removes it.
    rmSync(path, { force: true, maxRetries: 3 })
  }
}

function reasonOf(message: Extract<TaskMessage, { kind: 'refusal' | 'failure' }>): {
  readonly code: ErrorCode
  readonly details: ErrorDetails
} {
  return message.kind === 'refusal' ? message : { code: 'ERR_INTERNAL', details: {} }
}

const ENDINGS: Readonly<Record<ExportFormat, string>> = { csv: 'csv', xlsx: 'xlsx', json: 'json', proof: 'jsonl' }

function fileName(format: ExportFormat, now: Date): string {
  const time = now.toISOString().slice(0, 16).replaceAll(/[-:]/g, '').replace('T', '-')
  return `${format === 'proof' ? 'chuoi-lich-su' : 'lich-su-ky'}-${time}.${ENDINGS[format]}`
}
