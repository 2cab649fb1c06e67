/**
 * `congky customs sign`: only a message without errors is handed to the gateway. Its own id is the key of the request,
 * so that the command may be run again, after a token was unlocked for example, and nothing is signed twice.
 */
import { checkCustomsMessage } from '@congky/documents'
import { CongkyError, type SignRequestView } from '@congky/shared'
import type { Cli } from '../cli.ts'
import type { DaemonClient } from '../daemon-client.ts'
import { printable } from '../output/display-width.ts'
import { readBytes, toText, writeSigned } from './message-file.ts'
import { isValid, toJson, verdictLines } from './validate-message.ts'

export interface SignWishes {
  readonly out?: string
  readonly taxCode?: string
  readonly profile: string
}

/** One call waits so long at most, so that a locked token is told soon; a slow one is waited for again and again. */
const WAIT_SECONDS = 1
const PATIENCE_MS = 60_000

/** @throws {CongkyError} ERR_USAGE, ERR_GATEWAY_NOT_RUNNING, and why the request was rejected. */
export async function signMessage(cli: Cli, file: string, wishes: SignWishes): Promise<void> {
  const target = wishes.out ?? signedName(file)
  const document = await readBytes(cli, file)
  const checked = checkCustomsMessage(toText(document))
  if (!isValid(checked)) {
    cli.markFailed()
    cli.result(toJson(checked), () => verdictLines(checked, cli))
    return
  }
  const { messageId, reference } = checked.header
  const query = new URLSearchParams({
    ...{ key: messageId, profile: wishes.profile, reference, wait: String(WAIT_SECONDS) },
    ...(wishes.taxCode === undefined ? {} : { taxCode: wishes.taxCode }),
  })
  const daemon = cli.daemon()
  const view = await untilDecided(daemon, `/sign-requests?${query}`, document)
  if (view.state !== 'signed') {
    cli.markFailed()
    cli.result(view, () => waitingLines(view, cli))
    return
  }
  writeSigned(target, await daemon.download(`/requests/${encodeURIComponent(view.id)}/signed`))
  cli.result({ ...view, file: target }, () => signedLines(view, target, cli))
}

/** While it is being signed, the same request is asked about again. */
async function untilDecided(daemon: DaemonClient, path: string, document: Buffer): Promise<SignRequestView> {
  const lateAt = Date.now() + PATIENCE_MS
  for (;;) {
    const view = await daemon.upload<SignRequestView>(path, document)
    if (view.state !== 'received' || Date.now() >= lateAt) return view
  }
}

/** @throws {CongkyError} ERR_USAGE */
function signedName(file: string): string {
  if (file !== '-') return `${file.replace(/\.xml$/i, '')}.signed.xml`
  const detail = { en: 'Say with --out where the signed message goes', vi: 'Cần --out để biết ghi kết quả vào đâu' }
  throw new CongkyError('ERR_USAGE', { detail })
}

function signedLines({ id, certificate }: SignRequestView, target: string, cli: Cli): string[] {
  const { say } = cli
  return [
    cli.ok(say(`Đã ký: ${target}`, `Signed: ${target}`)),
    ...cli
      .pairs([
        [say('Chữ ký số', 'Certificate'), certificate && `${certificate.subject} · ${certificate.serial}`],
        [say('Mã yêu cầu', 'Id'), id],
      ])
      .map((line) => `  ${line}`),
    cli.next(cli.commandFor(`customs verify ${target}`)),
  ]
}

/** Held, rejected, or still in a queue. What waits is signed by itself once nothing is in its way. */
function waitingLines({ id, state, error }: SignRequestView, cli: Cli): string[] {
  const { say } = cli
  const isRejected = state === 'rejected'
  const title = isRejected ? say('Cổng ký từ chối ký', 'The gateway refused to sign') : say('Chưa ký', 'Not signed yet')
  const reason = error && say(error.messageVi ?? error.message, error.message)
  const next = error && say(error.nextVi ?? '', error.next ?? '')
  const again = say('Sau đó chạy lại lệnh này: không ký hai lần.', 'Then run this again: nothing is signed twice.')
  return [
    cli.bad(reason ? `${title}: ${printable(reason)}` : title),
    ...(next ? [cli.next(printable(next))] : []),
    ...(isRejected ? [] : [cli.next(again)]),
    cli.paint.dim(`  ${id}`),
  ]
}
