import { isAnswered } from '@congky/shared'
import { useState } from 'preact/hooks'
import { Button } from '../design/button.tsx'
import { Icon } from '../design/icon.tsx'
import { Badge, Card, Empty, type Tone } from '../design/layout.tsx'
import { formatBytes, formatDateTime, formatNumber } from '../format.ts'
import { say } from '../text.ts'
import { downloadAcknowledgement, downloadAll, drop, files, isOpen, reasonWords, withdraw } from './desk.ts'
import type { FileEntry } from './keep.ts'
import { ResubmitDialog } from './resubmit-dialog.tsx'

export function FileList() {
  const list = files.value
  const signed = list.filter(({ state }) => state === 'signed')
  const done = list.filter((entry) => !isOpen(entry))
  return (
    <Card
      title={say('Chứng từ', 'Documents')}
      actions={
        <>
          {signed.length > 0 && (
            <Button kind="primary" icon="download" onClick={() => downloadAll(signed)}>
              {say(`Tải tất cả (${signed.length})`, `Download all (${signed.length})`)}
            </Button>
          )}
          {done.length > 0 && (
            <Button kind="quiet" onClick={async () => void (await Promise.all(done.map(({ key }) => drop(key))))}>
              {say('Dọn danh sách', 'Clear the list')}
            </Button>
          )}
        </>
      }
    >
      <p class="dim small-text number" role="status">
        {summary(list)}
      </p>
      {list.length === 0 ? (
        <Empty icon="file" title={say('Chưa có chứng từ nào', 'No documents yet')}>
          {say('Chứng từ bạn đưa vào hiện ở đây cho tới khi ký xong.', 'What you drop shows here until it is signed.')}
        </Empty>
      ) : (
        <ul class="plain-list documents">
          {list.map((entry) => (
            <FileRow key={entry.key} entry={entry} />
          ))}
        </ul>
      )}
    </Card>
  )
}

function summary(list: readonly FileEntry[]): string {
  const count = (wanted: (entry: FileEntry) => boolean) => formatNumber(list.filter(wanted).length)
  if (list.length === 0) return ''
  const [signed, rejected, open] = [
    count(({ state }) => state === 'signed'),
    count(({ state }) => state === 'rejected'),
    count(isOpen),
  ]
  return say(
    `Đã ký ${signed} · không ký được ${rejected} · đang chờ ${open}`,
    `${signed} signed · ${rejected} not signed · ${open} waiting`,
  )
}

function FileRow({ entry }: { readonly entry: FileEntry }) {
  const { key, name, bytes, taxCode, state, reason, signer, isDownloaded } = entry
  const { tone, word } = stateWords(entry)
  const isUnsent = state === 'sending' && !entry.isSent
  const [isResubmitting, setResubmitting] = useState(false)
  const told = reason === null ? approvalWords(entry) : reasonWords(reason, state)
  return (
    <li class={`document ${state}`}>
      <Icon name="file" />
      <div class="document-text">
        <p class="document-name">{name}</p>
        <p class="dim small-text">
          {[formatBytes(bytes), taxCode, signer, isDownloaded ? say('đã tải về', 'downloaded') : null]
            .filter(Boolean)
            .join(' · ')}
        </p>
        {told && <p class={state === 'rejected' ? 'document-reason bad' : 'document-reason'}>{told}</p>}
      </div>
      <Badge tone={tone}>{word}</Badge>
      <span class="document-actions">
        {state === 'signed' && (
          <Button
            kind="quiet"
            icon="download"
            label={say(`Tải ${name} đã ký`, `Download ${name}, signed`)}
            onClick={() => downloadAll([entry])}
          />
        )}
        {state === 'rejected' && reason !== null && isAnswered(reason.code) && (
          <Button
            kind="quiet"
            icon="download"
            label={say(`Tải trả lời (APERAK) cho ${name}`, `Download the APERAK that answers ${name}`)}
            onClick={() => downloadAcknowledgement(entry)}
          />
        )}
        {(state === 'approval' || wasReturned(entry)) && (
          <Button
            kind="quiet"
            icon="edit"
            label={say(`Trình lại bản đã sửa của ${name}`, `Submit a corrected version of ${name}`)}
            onClick={() => setResubmitting(true)}
          />
        )}
        {(state === 'held' || state === 'approval') && (
          <Button
            kind="quiet"
            icon="trash"
            label={say(`Rút lại ${name}`, `Withdraw ${name}`)}
            onClick={() => withdraw(entry)}
          />
        )}
        {(!isOpen(entry) || isUnsent) && (
          <Button
            kind="quiet"
            icon="close"
            label={say(`Bỏ ${name} khỏi danh sách`, `Take ${name} off the list`)}
            onClick={() => drop(key)}
          />
        )}
      </span>
      {isResubmitting && <ResubmitDialog entry={entry} onClose={() => setResubmitting(false)} />}
    </li>
  )
}

/** What an approval still needs, and until when. */
function approvalWords({ state, approval }: FileEntry): string | null {
  if (state !== 'approval' || !approval) return null
  const { step, steps, stepName, expiresAt } = approval
  const until = formatDateTime(expiresAt)
  return steps === 1
    ? say(`Người duyệt: ${stepName}. Hạn duyệt: ${until}.`, `To be approved by: ${stepName}, until ${until}.`)
    : say(
        `Bước duyệt ${step}/${steps}: ${stepName}. Hạn duyệt: ${until}.`,
        `Step ${step} of ${steps}: ${stepName}, until ${until}.`,
      )
}

function wasReturned({ state, reason }: FileEntry): boolean {
  return state === 'rejected' && reason?.code === 'ERR_APPROVAL_RETURNED'
}

function stateWords({ state, queuePosition, isSent, reason }: FileEntry): {
  readonly tone: Tone
  readonly word: string
} {
  switch (state) {
    case 'sending':
      return { tone: 'quiet', word: isSent ? say('Đang gửi', 'Sending') : say('Chờ gửi', 'To be sent') }
    case 'waiting':
      return queuePosition !== null && queuePosition > 0
        ? { tone: 'info', word: say(`Chờ, còn ${queuePosition} trước`, `Waiting, ${queuePosition} before it`) }
        : { tone: 'info', word: say('Đang ký', 'Being signed') }
    case 'approval':
      return { tone: 'warn', word: say('Chờ duyệt', 'Waits for approval') }
    case 'held':
      return { tone: 'warn', word: say('Chờ người xử lý', 'Waits for a person') }
    case 'signed':
      return { tone: 'good', word: say('Đã ký', 'Signed') }
    case 'rejected':
      if (reason?.code === 'ERR_CANCELLED') return { tone: 'quiet', word: say('Đã rút lại', 'Withdrawn') }
      if (reason?.code === 'ERR_APPROVAL_RETURNED') return { tone: 'bad', word: say('Bị trả lại', 'Returned') }
      return { tone: 'bad', word: say('Không ký được', 'Not signed') }
  }
}
