/** What stays after the demo: the signed files, and a table that a director understands. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sha256Hex } from '../packages/gateway/src/domain/request.ts'
import type { Result } from './checks.ts'
import type { HistoryRecord } from './history.ts'
import { type Identities, shortSerial } from './office.ts'
import { table } from './terminal.ts'

/** Writes every signed document, and the certificates: the signers' and, last, their authority's. */
export function saveResults(out: string, results: readonly Result[], identities: Identities): void {
  const people = [identities.agent, ...identities.own]
  const pems = [...people.map(({ issued }) => issued.certificatePem), identities.authority.certificatePem]
  writeFileSync(join(out, 'certificates.pem'), pems.join(''))
  for (const { reference, signed } of results) writeFileSync(join(out, `${reference}.signed.xml`), signed)
}

export function showResults(results: readonly Result[], records: readonly HistoryRecord[]): void {
  const times = signingTimes(records)
  table<Result>(
    [
      { title: 'Chứng từ', value: ({ reference }) => reference.slice(0, 'TK-01'.length) },
      { title: 'Doanh nghiệp', value: ({ company }) => company.shortName, shrinks: true },
      { title: 'Ký bằng chữ ký số của', value: ({ expected }) => expected.holder.shortName, shrinks: true },
      { title: 'Serial', value: ({ expected }) => shortSerial(expected.serial) },
      { title: 'Gửi qua', value: ({ way }) => way },
      { title: 'Trạng thái', value: () => 'đã ký', paint: (text, _, paint) => paint.green(text) },
      { title: 'ms', align: 'end', value: ({ original }) => String(times.get(sha256Hex(original)) ?? '–') },
    ],
    results,
  )
}

/** Milliseconds from the recorded intent to the stored signature, by the hash of the document. */
function signingTimes(records: readonly HistoryRecord[]): ReadonlyMap<string, number> {
  const intents = new Map(records.filter(({ kind }) => kind === 'intent').map(({ jobId, at }) => [jobId, at]))
  const times = new Map<string, number>()
  for (const { kind, at, jobId, documentSha256 = '' } of records) {
    const intent = intents.get(jobId)
    if (kind === 'signed' && intent) times.set(documentSha256, Date.parse(at) - Date.parse(intent))
  }
  return times
}
