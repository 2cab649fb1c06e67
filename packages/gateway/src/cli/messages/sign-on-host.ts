/**
 * A message that was found right, signed by the running gateway of this host. The message's own id is the key of the
 * request, so that a command may be run again, after a token was unlocked for example, and nothing is signed twice.
 */
import { CongkyError, type SignRequestView } from '@congky/shared'
import type { Cli } from '../cli.ts'
import type { DaemonClient } from '../daemon-client.ts'
import { printable } from '../output/display-width.ts'
import { writeSigned } from './message-file.ts'

/** As options of a command say it. */
export interface SignWishes {
  readonly out?: string
  readonly taxCode?: string
  readonly profile: string
}

export interface HostSigning {
  /** Whose command it is, as `customs`. */
  readonly group: string
  readonly document: Buffer
  readonly key: string
  readonly reference: string
  readonly taxCode: string | undefined
  readonly profile: string
  /** File of the result. @param extension What the result adds to the name of its document; null: it is one itself. */
  readonly target: (extension: string | null) => string
}

/** One call waits so long at most, so that a locked token is told soon; a slow one is waited for again and again. */
const WAIT_SECONDS = 1
const PATIENCE_MS = 60_000

/** @throws {CongkyError} ERR_GATEWAY_NOT_RUNNING, ERR_FILE_UNUSABLE, and why the request was not taken. */
export async function signOnHost(cli: Cli, signing: HostSigning): Promise<void> {
  const { key, profile, reference, taxCode } = signing
  const query = new URLSearchParams({
    ...{ key, profile, reference, wait: String(WAIT_SECONDS) },
    ...(taxCode === undefined ? {} : { taxCode }),
  })
  const daemon = cli.daemon()
  const view = await untilDecided(daemon, `/sign-requests?${query}`, signing.document)
  if (view.state !== 'signed') {
    cli.markFailed()
    cli.result(view, () => waitingLines(view, cli))
    return
  }
  const target = signing.target(view.fileExtension ?? null)
  writeSigned(target, await daemon.download(`/requests/${encodeURIComponent(view.id)}/signed`))
  cli.result({ ...view, file: target }, () => signedLines(view, target, signing.group, cli))
}

/**
 * `to-khai.xml` → `to-khai.signed.xml`, or `co.edi.autack` where the result stands beside the document.
 *
 * @throws {CongkyError} ERR_USAGE: nothing says where the result goes.
 */
export function targetFor(file: string, out: string | undefined, own: '.xml' | '.edi'): HostSigning['target'] {
  if (out !== undefined) return () => out
  if (file === '-') {
    const detail = { en: 'Say with --out where the signed message goes', vi: 'Cần --out để biết ghi kết quả vào đâu' }
    throw new CongkyError('ERR_USAGE', { detail })
  }
  const name = file.toLowerCase().endsWith(own) ? file.slice(0, -own.length) : file
  return (extension) => (extension === null ? `${name}.signed${own}` : file + extension)
}

/** While it is being signed, the same request is asked about again. */
async function untilDecided(daemon: DaemonClient, path: string, document: Buffer): Promise<SignRequestView> {
  const lateAt = Date.now() + PATIENCE_MS
  for (;;) {
    const view = await daemon.upload<SignRequestView>(path, document)
    if (view.state !== 'received' || Date.now() >= lateAt) return view
  }
}

function signedLines({ id, certificate }: SignRequestView, target: string, group: string, cli: Cli): string[] {
  const { say } = cli
  return [
    cli.ok(say(`Đã ký: ${target}`, `Signed: ${target}`)),
    ...cli
      .pairs([
        [say('Chữ ký số', 'Certificate'), certificate && `${certificate.subject} · ${certificate.serial}`],
        [say('Mã yêu cầu', 'Id'), id],
      ])
      .map((line) => `  ${line}`),
    cli.next(cli.commandFor(`${group} verify ${target}`)),
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
