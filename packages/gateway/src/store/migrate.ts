import { CongkyError } from '@congky/shared'
import type Database from 'better-sqlite3'
import jobs from './migrations/0001-jobs.sql'
import historyHead from './migrations/0002-history-head.sql'
import accounts from './migrations/0003-accounts.sql'
import accessKeys from './migrations/0004-access-keys.sql'
import jobTally from './migrations/0007-job-tally.sql'
import notifications from './migrations/0009-notifications.sql'
import exchange from './migrations/0010-exchange.sql'
import approvals from './migrations/0011-approvals.sql'
import sessionWay from './migrations/0012-session-way.sql'
import signedDocuments from './migrations/0013-signed-documents.sql'
import signedEdits from './migrations/0014-signed-edits.sql'

/** Forward only, and unchanged once released. */
const MIGRATIONS: readonly string[] = [
  jobs,
  historyHead,
  accounts,
  accessKeys,
  jobTally,
  notifications,
  exchange,
  approvals,
  sessionWay,
  signedDocuments,
  signedEdits,
]
/** How many migrations this version knows; a database that had more was made by a newer one. */
export const SCHEMA_VERSION = MIGRATIONS.length

/**
 * Brings a database up to date, a transaction a step.
 *
 * @throws {CongkyError} ERR_STATE_NEWER: a newer version made it, and knows more of it than this one.
 */
export function migrate(sqlite: Database.Database): void {
  const done = sqlite.pragma('user_version', { simple: true }) as number
  if (done > SCHEMA_VERSION) throw new CongkyError('ERR_STATE_NEWER', { version: done, known: SCHEMA_VERSION })
  for (const [index, sql] of MIGRATIONS.entries()) {
    if (index < done) continue
    sqlite.transaction(() => {
      sqlite.exec(sql)
      sqlite.pragma(`user_version = ${index + 1}`)
    })()
  }
}
