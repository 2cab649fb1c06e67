import { CongkyError } from '@congky/shared'
import { formatPosition } from '../domain/history-head.ts'
import type { Cli } from './cli.ts'
import { printable } from './output/display-width.ts'
import { withStore } from './with-store.ts'

/** `congky history head`: what to note down elsewhere. @throws {CongkyError} ERR_STATE_MISSING, ERR_HISTORY_BROKEN */
export async function showHead(cli: Cli): Promise<void> {
  const { say } = cli
  const head = await withStore(cli, (store) => store.historyHead())
  if (head === null) {
    const detail = { en: 'its head is not signed', vi: 'chưa có chữ ký xác nhận' }
    throw new CongkyError('ERR_HISTORY_BROKEN', { detail })
  }
  cli.result(head, () =>
    cli.pairs([
      [say('Mã chốt lịch sử', 'Head'), formatPosition(head)],
      [say('Ký xác nhận lúc', 'Signed at'), cli.time(head.at)],
      [say('Cổng ký', 'Gateway'), printable(head.gateway)],
      [say('Vân tay khóa', 'Key fingerprint'), head.key],
    ]),
  )
}
