import type { PairingCodeView, WorkstationView } from '@congky/shared'
import { useEffect, useState } from 'preact/hooks'
import { call } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { CopyText } from '../../design/copy-text.tsx'
import { Dialog } from '../../design/dialog.tsx'
import { Notice } from '../../design/layout.tsx'
import { say } from '../../text.ts'
import { QrCode } from './qr-code.tsx'

/** How often it is asked whether the code was used. */
const WATCH_MS = 2_000

/** Shows a code once, in every form that a workstation can take it, and notices when it was used. */
export function PairingCodeDialog(props: {
  readonly name: string
  readonly code: PairingCodeView
  readonly onClose: () => void
}) {
  const { name, code, onClose } = props
  const secondsLeft = useSecondsLeft(code.expiresAt)
  const isUsed = useIsUsed(code)
  const title = say(`Ghép nối máy “${name}”`, `Pair “${name}”`)
  const close = (
    <Button kind="primary" onClick={onClose}>
      {say('Xong', 'Done')}
    </Button>
  )
  if (isUsed) {
    return (
      <Dialog title={title} onClose={onClose} actions={close}>
        <Notice tone="good" title={say('Đã ghép nối', 'Paired')}>
          {say(`Máy “${name}” gửi ký được ngay bây giờ.`, `“${name}” can have documents signed from now on.`)}
        </Notice>
      </Dialog>
    )
  }
  return (
    <Dialog title={title} onClose={onClose} actions={close} wide>
      {secondsLeft === 0 ? (
        <Notice tone="warn" title={say('Mã đã hết hạn', 'The code has expired')}>
          {say('Đóng cửa sổ này và tạo mã mới cho máy.', 'Close this window and make a new code.')}
        </Notice>
      ) : (
        <div class="pairing">
          <div class="pairing-qr">
            <QrCode text={code.link} label={say('Mã QR của trang ghép nối', 'QR code of the pairing page')} />
            <p class="dim small-text number" role="timer">
              {say(`Còn hiệu lực ${clock(secondsLeft)}`, `Works for another ${clock(secondsLeft)}`)}
            </p>
          </div>
          <div class="stack">
            <section class="stack">
              <h3>{say('Bằng trình duyệt', 'In a browser')}</h3>
              <p>
                {say(
                  'Quét mã QR, hoặc mở liên kết này trên máy trạm rồi nhấn “Ghép nối”.',
                  'Scan the QR code, or open this link on the workstation and press “Pair”.',
                )}
              </p>
              <CopyText text={code.link} label={say('liên kết', 'the link')} />
            </section>
            <section class="stack">
              <h3>{say('Bằng phần mềm congky-client', 'With congky-client')}</h3>
              <CopyText text={`congky-client pair ${code.code}`} label={say('câu lệnh', 'the command')} />
            </section>
            <p class="dim small-text">
              {say(
                'Mã chỉ dùng được một lần và chỉ hiện ở đây. Đừng gửi qua nơi người khác đọc được.',
                'The code works once and is shown only here. Send it by no way that others can read.',
              )}
            </p>
          </div>
        </div>
      )}
    </Dialog>
  )
}

function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`
}

function useSecondsLeft(end: string): number {
  const left = () => Math.max(0, Math.ceil((Date.parse(end) - Date.now()) / 1000))
  const [seconds, setSeconds] = useState(left)
  useEffect(() => {
    const timer = setInterval(() => setSeconds(left()), 1_000)
    return () => clearInterval(timer)
  }, [end])
  return seconds
}

/** A code that was used is gone from its workstation. */
function useIsUsed({ id }: PairingCodeView): boolean {
  const [isUsed, setUsed] = useState(false)
  useEffect(() => {
    const timer = setInterval(async () => {
      const views = await call<readonly WorkstationView[]>('GET', '/admin/workstations').catch(() => [])
      const view = views.find((each) => each.id === id)
      if (view?.revokedAt === null && view.pairedAt !== null && view.expiresAt === null) setUsed(true)
    }, WATCH_MS)
    return () => clearInterval(timer)
  }, [id])
  return isUsed
}
