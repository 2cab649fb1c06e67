import { isAnswered } from '@congky/shared'
import { Button } from '../design/button.tsx'
import { Icon } from '../design/icon.tsx'
import { Badge, Card, Empty, type Tone } from '../design/layout.tsx'
import { formatBytes, formatNumber } from '../format.ts'
import { say } from '../text.ts'
import { downloadAcknowledgement, downloadAll, drop, files, isOpen, reasonWords, withdraw } from './desk.ts'
import type { FileEntry } from './keep.ts'

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
  const told = reason === null ? null : reasonWords(reason, state)
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
        {state === 'held' && (
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
    </li>
  )
}

function stateWords({ state, queuePosition, isSent }: FileEntry): { readonly tone: Tone; readonly word: string } {
  switch (state) {
    case 'sending':
      return { tone: 'quiet', word: isSent ? say('Đang gửi', 'Sending') : say('Chờ gửi', 'To be sent') }
    case 'waiting':
      return queuePosition !== null && queuePosition > 0
        ? { tone: 'info', word: say(`Chờ, còn ${queuePosition} trước`, `Waiting, ${queuePosition} before it`) }
        : { tone: 'info', word: say('Đang ký', 'Being signed') }
    case 'held':
      return { tone: 'warn', word: say('Chờ người xử lý', 'Waits for a person') }
    case 'signed':
      return { tone: 'good', word: say('Đã ký', 'Signed') }
    case 'rejected':
      return { tone: 'bad', word: say('Không ký được', 'Not signed') }
  }
}
