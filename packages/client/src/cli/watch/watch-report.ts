/** What `congky-client watch` tells while it runs: a line for each thing that happens, for people or programs. */
import type { CongkyError } from '@congky/shared'
import type { RequestProgress, SignedDocument } from '../../pending-request.ts'
import { type CliContext, errorLine, errorView, print, say } from '../cli-context.ts'
import { certificateName, sha256 } from '../sign-results.ts'
import { waitingWords } from '../waiting-words.ts'

export interface WatchPlaces {
  readonly folder: string
  readonly output: string
  readonly originals: string
  readonly failures: string
}

export class WatchReport {
  readonly #context: CliContext
  /** What was told last about waiting; the same again is not told. */
  #waiting = ''
  #isAway = false
  signed = 0
  rejected = 0

  constructor(context: CliContext) {
    this.#context = context
  }

  watching(places: WatchPlaces): void {
    const { folder, output } = places
    this.#tell(
      { event: 'watching', ...places },
      say(
        this.#context,
        `Đang theo dõi ${folder}. Chứng từ đã ký nằm trong ${output}. Nhấn Ctrl+C để dừng.`,
        `Watching ${folder}. Signed documents go to ${output}. Press Ctrl+C to stop.`,
      ),
    )
  }

  fileSigned(file: string, signedFile: string, signed: SignedDocument): void {
    this.signed += 1
    const { signedDocument, ...rest } = signed
    this.#tell(
      { event: 'signed', file, signedFile, ...rest, signedDocumentSha256: sha256(signedDocument) },
      `${file} → ${signedFile}  ${certificateName(signed.certificate)}`,
    )
  }

  fileRejected(file: string, reasonFile: string, error: CongkyError): void {
    this.rejected += 1
    const line = say(this.#context, 'KHÔNG ký được', 'NOT signed')
    this.#tell(
      { event: 'rejected', file, reasonFile, error: errorView(error) },
      `${file}: ${line}. ${errorLine(this.#context, error)} (${reasonFile})`,
    )
  }

  /** The file stays where it is and is tried again by itself. */
  fileDelayed(file: string, error: CongkyError): void {
    const line = say(this.#context, 'sẽ thử lại', 'will be tried again')
    this.#tell(
      { event: 'delayed', file, error: errorView(error) },
      `${file}: ${line}. ${errorLine(this.#context, error)}`,
    )
  }

  fileChanged(file: string): void {
    this.#tell(
      { event: 'changed', file },
      say(
        this.#context,
        `${file}: nội dung đã thay đổi trong lúc ký, sẽ được ký như tệp mới.`,
        `${file}: it changed while it was being signed, and is signed as a new file.`,
      ),
    )
  }

  /** What signing waits for, such as a person with a PIN; null when it goes on. */
  waiting(count: number, progress: RequestProgress | null): void {
    const key = progress === null ? '' : (progress.reason?.code ?? progress.state)
    if (key === this.#waiting) return
    this.#waiting = key
    if (progress === null) return
    const { reason, approval, state } = progress
    const why = reason ? { error: errorView(reason) } : { state, approval }
    const words = waitingWords(this.#context, progress)
    this.#tell({ event: 'waiting', count, ...why }, `${say(this.#context, 'Đang chờ', 'Waiting')}: ${words}`)
  }

  gatewayAway(error: CongkyError): void {
    if (this.#isAway) return
    this.#isAway = true
    const line = say(
      this.#context,
      'Không liên lạc được với cổng ký. Các tệp được giữ nguyên và sẽ được ký khi cổng ký trở lại.',
      'The gateway cannot be reached. The files stay where they are and are signed when it is back.',
    )
    this.#tell({ event: 'gateway-away', error: errorView(error) }, `${line} ${errorLine(this.#context, error)}`)
  }

  gatewayBack(): void {
    if (!this.#isAway) return
    this.#isAway = false
    this.#tell({ event: 'gateway-back' }, say(this.#context, 'Đã nối lại với cổng ký.', 'The gateway is back.'))
  }

  folderUnreadable(error: CongkyError): void {
    this.#tell({ event: 'folder-unreadable', error: errorView(error) }, errorLine(this.#context, error))
  }

  stopped(): void {
    const { signed, rejected } = this
    this.#tell(
      { event: 'stopped', signed, rejected },
      say(
        this.#context,
        `Đã dừng. Đã ký ${signed}, không ký được ${rejected}. Tệp còn lại sẽ được ký ở lần chạy sau.`,
        `Stopped. Signed ${signed}, not signed ${rejected}. What is left is signed by the next run.`,
      ),
    )
  }

  /** The end of a run that cannot go on; only for programs, since people read the error itself. */
  failed(error: CongkyError): void {
    this.#tell({ event: 'failed', error: errorView(error) }, errorLine(this.#context, error))
  }

  #tell(event: Readonly<Record<string, unknown>> & { readonly event: string }, line: string): void {
    const now = new Date()
    if (this.#context.json) {
      this.#context.io.stdout.write(`${JSON.stringify({ at: now.toISOString(), ...event })}\n`)
    } else print(this.#context, `${now.toTimeString().slice(0, 8)}  ${line}`)
  }
}

/** What stands beside a rejected file, in both languages: who opens it need not be who started the command. */
export function reasonText(file: string, error: CongkyError): string {
  const [vi, en] = [error.text('vi'), error.text('en')]
  const lines = [
    ...[`Không ký được: ${file}`, `Lý do: ${vi.message}`, `Cách xử lý: ${vi.next}`],
    'Sau khi sửa, chép tệp trở lại thư mục được theo dõi.',
    ...['', `Not signed: ${file}`, `Reason: ${en.message}`, `What to do: ${en.next}`],
    'When it is corrected, copy the file back into the watched folder.',
    ...['', `${error.code}  ${new Date().toISOString()}`, ''],
  ]
  // Notepad of older Windows wants both characters.
  return lines.join('\r\n')
}
