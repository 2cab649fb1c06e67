/** A backup: made for a passphrase that is typed twice, then taken by the browser. Restoring is a matter of the host. */
import type { BackupJobView, BackupView } from '@congky/shared'
import { useEffect, useState } from 'preact/hooks'
import { call } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { CopyText } from '../../design/copy-text.tsx'
import { TextField } from '../../design/field.tsx'
import { Card, Facts, Loaded, Notice, Progress } from '../../design/layout.tsx'
import { formatAgo, formatBytes, formatDateTime, formatNumber } from '../../format.ts'
import { watching } from '../../live.ts'
import { toApiError, useResource } from '../../resource.ts'
import { say } from '../../text.ts'

const POLL_MS = 1_000
const LENGTH_MIN = 12

export function BackupSettings() {
  const backup = useResource((signal) => call<BackupView>('GET', '/admin/backup', { ...watching, signal }), [])
  const job = backup.data?.job ?? null
  const isPolled = job?.state === 'making' || (job?.state === 'ready' && !job.taken)
  useEffect(() => {
    if (!isPolled) return
    const timer = setInterval(() => void backup.reload(), POLL_MS)
    return () => clearInterval(timer)
  }, [isPolled])
  return (
    <div class="stack settings-column">
      <Loaded of={backup}>
        {({ lastBackupAt }) => (
          <>
            <LastBackup at={lastBackupAt} />
            {job && <Job job={job} onChange={backup.reload} />}
            {job?.state !== 'making' && <NewBackup onStart={backup.reload} />}
            <HowToRestore />
          </>
        )}
      </Loaded>
    </div>
  )
}

function LastBackup({ at }: { readonly at: string | null }) {
  if (at === null) {
    return (
      <Notice tone="warn" title={say('Chưa sao lưu lần nào', 'Never backed up')}>
        {say(
          'Nếu máy chủ hỏng, lịch sử ký và cấu hình sẽ mất. Hãy tạo một bản và cất ở máy khác.',
          'Should this host break, the history and the configuration are lost. Make one and keep it on another machine.',
        )}
      </Notice>
    )
  }
  return (
    <Notice tone="quiet" title={`${say('Sao lưu gần nhất', 'Last backup')}: ${formatAgo(at)}`}>
      {formatDateTime(at)}
    </Notice>
  )
}

function NewBackup({ onStart }: { readonly onStart: () => Promise<void> }) {
  const [first, setFirst] = useState('')
  const [second, setSecond] = useState('')
  const [error, setError] = useState<string | null>(null)
  const [isBusy, setBusy] = useState(false)
  const isSame = first === second
  const submit = async (event: Event) => {
    event.preventDefault()
    if (isBusy) return
    if (!isSame) return setError(say('Hai lần nhập không giống nhau', 'The two are not the same'))
    setBusy(true)
    setError(null)
    try {
      await call('POST', '/admin/backup', { body: { passphrase: first } })
      setFirst('')
      setSecond('')
      await onStart()
    } catch (failure) {
      const { text, next } = toApiError(failure)
      setError(next === null ? text : `${text} ${next}`)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Card
      title={say('Tạo bản sao lưu', 'Make a backup')}
      lead={say(
        'Một tệp mã hóa chứa cấu hình, mật khẩu cơ sở dữ liệu, lịch sử ký và hàng đợi. Không có mã PIN nào trong đó.',
        'One encrypted file with the configuration, passwords of databases, the history and the queue. No PIN is in it.',
      )}
    >
      <form class="stack" onSubmit={submit}>
        <div class="fields">
          <TextField
            label={say('Mật khẩu sao lưu', 'Passphrase')}
            type="password"
            autoComplete="new-password"
            value={first}
            onInput={setFirst}
            hint={strengthOf(first)}
            required
          />
          <TextField
            label={say('Nhập lại', 'Once more')}
            type="password"
            autoComplete="new-password"
            value={second}
            onInput={setSecond}
            error={error}
            required
          />
        </div>
        <Notice tone="info">
          {say(
            'Không có mật khẩu này thì không ai khôi phục được, kể cả chúng tôi. Ghi ra giấy và cất ở nơi khác với tệp.',
            'Nobody can restore it without this passphrase. Write it down, and keep it elsewhere than the file.',
          )}
        </Notice>
        <div class="actions">
          <Button kind="primary" icon="shield" submit isBusy={isBusy}>
            {say('Tạo bản sao lưu', 'Make a backup')}
          </Button>
        </div>
      </form>
    </Card>
  )
}

/** Length is what counts, for whoever holds the file can guess at leisure. */
function strengthOf(passphrase: string): string {
  const length = [...passphrase].length
  if (length === 0)
    return say('Ít nhất 12 ký tự; bốn từ ngẫu nhiên là tốt.', 'At least 12 characters; four random words are good.')
  if (length < LENGTH_MIN)
    return say(`Còn thiếu ${LENGTH_MIN - length} ký tự`, `${LENGTH_MIN - length} characters to go`)
  return length < 20 ? say('Được. Dài hơn thì tốt hơn.', 'Fair. Longer is better.') : say('Tốt', 'Good')
}

function Job({ job, onChange }: { readonly job: BackupJobView; readonly onChange: () => Promise<void> }) {
  if (job.state === 'failed') {
    const { message, messageVi, next, nextVi } = job.error
    return (
      <Notice tone="bad" title={say(messageVi ?? message, message)}>
        {say(nextVi ?? '', next ?? '')}
      </Notice>
    )
  }
  if (job.state === 'making') {
    const { doneBytes, totalBytes } = job
    return (
      <Card title={say('Đang tạo bản sao lưu', 'The backup is being made')}>
        <Progress
          label={
            totalBytes === 0
              ? say('Đang đọc và kiểm tra dữ liệu…', 'Reading and checking…')
              : `${formatBytes(doneBytes)} / ${formatBytes(totalBytes)}`
          }
          value={totalBytes === 0 ? null : doneBytes / totalBytes}
        />
        <p class="dim">{say('Cổng ký vẫn ký bình thường.', 'The gateway goes on signing.')}</p>
        <div class="actions">
          <Discard {...{ job, onChange }} label={say('Dừng lại', 'Stop')} />
        </div>
      </Card>
    )
  }
  const { fileName, bytes, historyRecords, historyDamage, keptUntil, taken } = job
  return (
    <Card
      title={
        taken
          ? say('Đã tải bản sao lưu', 'The backup was taken')
          : say('Bản sao lưu đã sẵn sàng', 'The backup is ready')
      }
    >
      <Facts
        facts={[
          [say('Tệp', 'File'), fileName],
          [say('Dung lượng', 'Size'), formatBytes(bytes)],
          [say('Bản ghi lịch sử', 'History records'), formatNumber(historyRecords)],
          [say('Tải được đến', 'Kept until'), formatDateTime(keptUntil)],
        ]}
      />
      {historyDamage && (
        <Notice tone="bad" title={say('Lịch sử ký đã hỏng từ trước', 'The history was damaged before')}>
          {say('Kiểm tra trên máy chủ:', 'On the host:')} <code>congky history verify</code>
        </Notice>
      )}
      <div class="actions">
        <a class={taken ? 'button' : 'button primary'} href={`/api/v1/admin/backup/${job.id}/file`} download={fileName}>
          {taken ? say('Tải lại', 'Download again') : say('Tải về', 'Download')}
        </a>
        <Discard {...{ job, onChange }} label={say('Xóa khỏi cổng ký', 'Delete it here')} />
      </div>
    </Card>
  )
}

function Discard(props: {
  readonly job: BackupJobView
  readonly onChange: () => Promise<void>
  readonly label: string
}) {
  const { job, onChange, label } = props
  const discard = async () => {
    await call('DELETE', `/admin/backup/${job.id}`)
    await onChange()
  }
  return <Button onClick={discard}>{label}</Button>
}

function HowToRestore() {
  const command = 'congky restore <tệp> --config /etc/congky/congky.yaml'
  return (
    <Card title={say('Khi cần khôi phục', 'When it is needed')}>
      <p class="dim">
        {say(
          'Khôi phục chỉ làm được trên máy chủ, không làm qua trình duyệt. Cổng ký khôi phục chưa ký gì cho đến khi quản trị xác nhận cổng ký cũ đã dừng hẳn.',
          'It is restored on the host only, never in a browser. A restored gateway signs nothing before an admin confirms that the original is gone.',
        )}
      </p>
      <CopyText text={command} label={say('lệnh', 'the command')} />
    </Card>
  )
}
