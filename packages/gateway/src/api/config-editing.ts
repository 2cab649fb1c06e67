/**
 * How routes edit the configuration. Whoever edits sends the revision that was looked at (from `GET /admin/config`
 * or any other answer that carries one) as `If-Match: "<revision>"`, as RFC 9110, 13.1.1 has it for lost updates:
 *
 *     PUT /admin/sources/ecus   If-Match: "8f3a…"   → 200 {revision, needsRestart}
 *                               If-Match: "old"     → 409 ERR_CONFIG_CHANGED, nothing is written
 *                               (none)              → 400 ERR_REQUEST_INVALID
 *                               a value is wrong    → 422 ERR_CONFIG_INVALID with `fields: [{field, en, vi}]`
 *
 * What was edited is in force when the answer comes, but for the keys in `needsRestart`.
 */
import { type ConfigEditedView, CongkyError } from '@congky/shared'
import type { FastifyRequest } from 'fastify'
import type { ConfigDesk } from '../config/config-desk.ts'
import type { ConfigEdit } from '../config/config-edit.ts'
import type { HistoryWriter } from '../store/history.ts'
import { actorOf } from './operator.ts'

export interface ConfigEditingParts {
  readonly configDesk: ConfigDesk
  readonly history: HistoryWriter
}

/**
 * Edits the configuration for whoever calls, and writes down who it was.
 *
 * @param written See `ConfigDesk.edit`.
 * @param what Which part is edited, in English, for the history: `source ecus`. Never a value that could be a secret.
 * @throws {CongkyError} ERR_REQUEST_INVALID: no revision; ERR_CONFIG_CHANGED, ERR_CONFIG_INVALID,
 * ERR_CONFIG_UNWRITABLE, ERR_CONFIG_NOT_FOUND: nothing was written.
 */
export async function editConfigFor(
  request: FastifyRequest,
  { configDesk, history }: ConfigEditingParts,
  what: string,
  edits: readonly ConfigEdit[],
  written?: () => void,
): Promise<ConfigEditedView> {
  const { revision, needsRestart } = await configDesk.edit(revisionOf(request), edits, written)
  const { name: requester, origin } = actorOf(request)
  await history.append({ kind: 'gateway', requester, origin, note: `configuration changed: ${what}` })
  return { revision, needsRestart }
}

/** The revision that an edit was decided on. @throws {CongkyError} ERR_REQUEST_INVALID */
export function revisionOf({ headers }: FastifyRequest): string {
  const revision = /^"?([0-9a-f]{64})"?$/.exec(headers['if-match'] ?? '')?.[1]
  if (revision !== undefined) return revision
  const detail = {
    en: 'the header If-Match has to name the revision of the configuration that was looked at',
    vi: 'tiêu đề If-Match phải ghi phiên bản cấu hình đã xem',
  }
  throw new CongkyError('ERR_REQUEST_INVALID', { detail })
}
