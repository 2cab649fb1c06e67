/**
 * Backups over the network, under `/admin/backup`: one is made for a passphrase, and then taken with a plain
 * download, which goes to the disk whatever its size. How it is restored is a matter of the host (`congky restore`).
 */
import { finished, type Readable } from 'node:stream'
import { type BackupJobView, type BackupView, CongkyError } from '@congky/shared'
import type { FastifyInstance } from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'
import { z } from 'zod'
import { type BackupFile, type BackupJob, PASSPHRASE_LENGTH_MIN } from '../domain/backup-job.ts'
import type { Log } from '../domain/log.ts'
import { toErrorView } from '../sources/request-view.ts'
import type { HistoryWriter } from '../store/history.ts'
import { actorOf } from './operator.ts'

/** Port: what makes and keeps a backup; it speaks of one at a time. */
export interface Backups {
  readonly job: BackupJob | null
  /** @throws {CongkyError} ERR_BACKUP_RUNNING, ERR_BACKUP_NO_ROOM */
  begin(passphrase: Buffer): BackupJob
  /** @throws {CongkyError} ERR_NOT_FOUND */
  open(id: string): { readonly file: BackupFile; readonly content: Readable }
  markTaken(id: string): void
  /** @throws {CongkyError} ERR_NOT_FOUND */
  discard(id: string): void
}

export interface BackupRoutesParts {
  readonly backups: Backups
  readonly lastBackupAt: () => Date | null
  readonly history: HistoryWriter
  readonly log: Log
}

const backUp = { config: { right: 'back-up' } } as const
const body = z.object({ passphrase: z.string().max(1_000) })
const idParams = z.object({ id: z.uuid() })

export function backupRoutes(instance: FastifyInstance, parts: BackupRoutesParts): void {
  const { backups, lastBackupAt, history, log } = parts
  const app = instance.withTypeProvider<ZodTypeProvider>()
  const view = (): BackupView => ({
    lastBackupAt: lastBackupAt()?.toISOString() ?? null,
    job: backups.job === null ? null : toJobView(backups.job),
  })
  const markTaken = (id: string) => {
    try {
      backups.markTaken(id)
    } catch (error) {
      log.error({ err: error }, 'the time of the last backup could not be written down')
    }
  }

  app.get('/backup', backUp, async () => view())
  app.post('/backup', { ...backUp, schema: { body } }, async (request) => {
    const { name: requester, origin } = actorOf(request)
    const passphrase = readPassphrase(request.body.passphrase)
    await history.append({ kind: 'gateway', requester, origin, note: 'backup asked for' })
    backups.begin(passphrase)
    return view()
  })
  // Without HEAD, which would count as taken.
  const fileRoute = { ...backUp, schema: { params: idParams }, exposeHeadRoute: false }
  app.get('/backup/:id/file', fileRoute, async (request, reply) => {
    const { id } = request.params
    const { name: requester, origin } = actorOf(request)
    const { file, content } = backups.open(id)
    try {
      // On record before the first byte leaves.
      await history.append({ kind: 'gateway', requester, origin, note: `backup taken: ${file.fileName}` })
    } catch (error) {
      content.destroy()
      throw error
    }
    finished(reply.raw, (error) => {
      content.destroy()
      if (error) log.warn({ requester, origin }, 'the download of a backup was cut off')
      else markTaken(id)
    })
    return reply
      .header('Content-Type', 'application/octet-stream')
      .header('Content-Length', String(file.bytes))
      .header('Content-Disposition', `attachment; filename="${file.fileName}"`)
      .send(content)
  })
  app.delete('/backup/:id', { ...backUp, schema: { params: idParams } }, async (request) => {
    backups.discard(request.params.id)
    return view()
  })
}

/** Composed, as keyboards give it: the same passphrase typed at the host's terminal has to open it. */
function readPassphrase(typed: string): Buffer {
  const passphrase = typed.normalize('NFC')
  if ([...passphrase].length >= PASSPHRASE_LENGTH_MIN) return Buffer.from(passphrase, 'utf8')
  const detail = {
    en: `it has fewer than ${PASSPHRASE_LENGTH_MIN} characters`,
    vi: `ngắn hơn ${PASSPHRASE_LENGTH_MIN} ký tự`,
  }
  throw new CongkyError('ERR_PASSWORD_WEAK', { detail })
}

function toJobView(job: BackupJob): BackupJobView {
  const { id, startedAt: started } = job
  const startedAt = started.toISOString()
  switch (job.state) {
    case 'making':
      return { id, startedAt, state: 'making', doneBytes: job.doneBytes, totalBytes: job.totalBytes }
    case 'failed':
      return { id, startedAt, state: 'failed', error: toErrorView(job.error) }
    case 'ready': {
      const { fileName, bytes, historyRecords, historyDamage, taken } = job
      const keptUntil = job.keptUntil.toISOString()
      return { id, startedAt, state: 'ready', fileName, bytes, historyRecords, historyDamage, keptUntil, taken }
    }
  }
}
