/** The one big state, in words that hold, and the button that changes it. */
import type { GatewayStatus, NeedsYou } from '@congky/shared'
import { call } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { confirmAction } from '../../design/dialog.tsx'
import { Icon, type IconName } from '../../design/icon.tsx'
import type { Tone } from '../../design/layout.tsx'
import { toast } from '../../design/toast.tsx'
import { formatAgo, formatDateTime, formatNumber } from '../../format.ts'
import { refreshStatus } from '../../live.ts'
import { can } from '../../session.ts'
import { say } from '../../text.ts'

interface StateWords {
  readonly tone: Tone
  readonly icon: IconName
  readonly title: () => string
}

const WORDS: Readonly<Record<NeedsYou['level'], StateWords>> = {
  running: { tone: 'good', icon: 'check', title: () => say('Đang chạy', 'Running') },
  starting: { tone: 'info', icon: 'clock', title: () => say('Đang chuẩn bị', 'Getting ready') },
  paused: { tone: 'warn', icon: 'pause', title: () => say('Tạm dừng', 'Paused') },
  'needs-you': { tone: 'bad', icon: 'alert', title: () => say('Cần bạn', 'Needs you') },
}

export function StateCard({ status, need }: { readonly status: GatewayStatus; readonly need: NeedsYou }) {
  const { tone, icon, title } = WORDS[need.level]
  return (
    <section class={`card state-card ${tone}`} aria-label={say('Trạng thái', 'State')}>
      <span class="state-mark">
        <Icon name={icon} />
      </span>
      <div class="state-text">
        <div role="status">
          <p class="state-title">{title()}</p>
          <p>{explain(status, need)}</p>
        </div>
        <p class="dim small-text" title={formatDateTime(status.startedAt)}>
          {say('Khởi động', 'Started')} {formatAgo(status.startedAt)}
        </p>
      </div>
      {can('operate') && status.restored === null && (
        <div class="actions">{status.state === 'paused' ? <ResumeButton /> : <PauseButton />}</div>
      )}
    </section>
  )
}

function explain({ tokens, jobs, state }: GatewayStatus, { level, canSign, items }: NeedsYou): string {
  const ready = tokens.filter((token) => token.state === 'ready').length
  if (level === 'paused') {
    const waiting = jobs.received
    return waiting === 0
      ? say('Chưa ký gì cho đến khi bạn bấm bắt đầu.', 'Nothing is signed before you start it.')
      : say(
          `Chưa ký gì cho đến khi bạn bấm bắt đầu; ${formatNumber(waiting)} chứng từ đang đợi.`,
          `Nothing is signed before you start it; ${formatNumber(waiting)} documents wait.`,
        )
  }
  if (level === 'starting') return say('Đang mở chữ ký số…', 'Tokens are being opened…')
  if (level === 'running') {
    return say(
      `Chứng từ gửi đến được ký ngay, bằng ${ready} chữ ký số đang sẵn sàng.`,
      `What arrives is signed at once; ${ready} token${ready === 1 ? ' is' : 's are'} ready.`,
    )
  }
  const urgent = items.filter(({ urgency }) => urgency !== 'soon').length
  const what = say(`${urgent} việc cần bạn xử lý.`, `${urgent} thing${urgent === 1 ? '' : 's'} to do.`)
  const rest = canSign
    ? say(
        `Vẫn đang ký bằng ${ready} chữ ký số sẵn sàng.`,
        `${ready} token${ready === 1 ? ' goes' : 's go'} on signing meanwhile.`,
      )
    : state === 'paused'
      ? say('Cổng ký đang tạm dừng.', 'The gateway is paused.')
      : say('Đến khi đó chưa ký được gì.', 'Until then nothing can be signed.')
  return `${what} ${rest}`
}

function ResumeButton() {
  const resume = async () => {
    await call('POST', '/admin/resume', { body: {} })
    await refreshStatus()
    toast(say('Đã bắt đầu ký tự động', 'Signing was started'))
  }
  return (
    <Button kind="primary" icon="play" onClick={resume}>
      {say('Bắt đầu ký tự động', 'Start signing')}
    </Button>
  )
}

function PauseButton() {
  const pause = async () => {
    const isSure = await confirmAction({
      title: say('Tạm dừng ký?', 'Pause signing?'),
      body: (
        <ul>
          <li>
            {say(
              'Không lấy chứng từ mới từ cơ sở dữ liệu; chứng từ máy trạm gửi đến vẫn được nhận, và đợi.',
              'Nothing more is taken from databases; what workstations send is still accepted, and waits.',
            )}
          </li>
          <li>{say('Chứng từ đang ký dở được ký xong.', 'What is being signed just now is finished.')}</li>
          <li>
            {say(
              'Token vẫn mở khóa: bắt đầu lại không cần nhập mã PIN.',
              'Tokens stay unlocked: starting again asks for no PIN.',
            )}
          </li>
        </ul>
      ),
      action: say('Tạm dừng', 'Pause'),
    })
    if (!isSure) return
    await call('POST', '/admin/pause', { body: {} })
    await refreshStatus()
  }
  return (
    <Button icon="pause" onClick={pause}>
      {say('Tạm dừng', 'Pause')}
    </Button>
  )
}
