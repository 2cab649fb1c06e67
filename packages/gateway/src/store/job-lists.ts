/** Jobs by what they are, also read beside a running gateway. */
import type Database from 'better-sqlite3'
import type { Job, JobState } from '../domain/job.ts'
import { type JobRow, toJob } from './job-rows.ts'

export interface JobFilter {
  readonly states?: readonly JobState[]
  readonly source?: string
  readonly limit: number
}

/** Newest first. */
export function listJobs(sqlite: Database.Database, filter: JobFilter): Job[] {
  const states = filter.states ?? []
  const conditions: string[] = []
  if (states.length > 0) conditions.push(`state IN (${states.map(() => '?').join(', ')})`)
  if (filter.source !== undefined) conditions.push('source = ?')
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`
  return sqlite
    .prepare<unknown[], JobRow>(`SELECT * FROM job ${where} ORDER BY seq DESC LIMIT ?`)
    .all(...states, ...(filter.source === undefined ? [] : [filter.source]), filter.limit)
    .map(toJob)
}

export function findJob(sqlite: Database.Database, id: string): Job | null {
  const row = sqlite.prepare<[string], JobRow>('SELECT * FROM job WHERE id = ?').get(id)
  return row ? toJob(row) : null
}
