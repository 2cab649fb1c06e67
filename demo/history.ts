import { readFileSync } from 'node:fs'
import { type HistoryRecord, parseRecord, type SealedRecord } from '../packages/gateway/src/domain/history-record.ts'
import type { RunningGateway } from './running-gateway.ts'

export type { HistoryRecord } from '../packages/gateway/src/domain/history-record.ts'

/** Exports the whole history, as an auditor would take it away, and reads it. */
export async function exportHistory(gateway: RunningGateway, file: string): Promise<HistoryRecord[]> {
  await gateway.congky(['history', 'export', '--output', file])
  return readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .flatMap((line) => parseRecord((JSON.parse(line) as SealedRecord).text) ?? [])
}
