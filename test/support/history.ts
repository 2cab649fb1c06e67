/** The history of a gateway under test, as `congky history export` gives it. */
import { type HistoryRecord, parseRecord } from '../../packages/gateway/src/domain/history-record.ts'
import type { GatewayFixture } from './gateway.ts'

/** @throws {Error} A line of the export is no record. */
export async function readHistory(gateway: GatewayFixture): Promise<readonly HistoryRecord[]> {
  const { stdout } = await gateway.run(['history', 'export'])
  return stdout
    .trim()
    .split('\n')
    .map((line) => {
      const record = parseRecord((JSON.parse(line) as { text: string }).text)
      if (record === null) throw new Error(`no record: ${line}`)
      return record
    })
}
