/** The history of a gateway under test, as `congky history export` gives it. */
import { type HistoryRecord, parseRecord } from '../../packages/gateway/src/domain/history-record.ts'
import type { GatewayFixture } from './gateway.ts'

/** Every record. @throws {Error} A line of the export is neither a record nor the head behind them. */
export async function readHistory(gateway: GatewayFixture): Promise<readonly HistoryRecord[]> {
  const { stdout } = await gateway.run(['history', 'export'])
  const lines = stdout.trim().split('\n')
  return lines.flatMap((line) => {
    const { text, signature } = JSON.parse(line) as { text: string; signature?: string }
    if (signature !== undefined) return []
    const record = parseRecord(text)
    if (record === null) throw new Error(`no record: ${line}`)
    return [record]
  })
}

/** How often a token was asked to sign: the intent is written down before each time. */
export async function countIntents(gateway: GatewayFixture, externalId?: string): Promise<number> {
  const history = await readHistory(gateway)
  return history.filter((line) => line.kind === 'intent' && (externalId ?? line.externalId) === line.externalId).length
}
