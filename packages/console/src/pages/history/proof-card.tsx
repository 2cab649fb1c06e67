import type { ProofResult, ProofView } from '@congky/shared'
import { useState } from 'preact/hooks'
import { call, download } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { Icon, type IconName } from '../../design/icon.tsx'
import { Card, Notice, type Tone } from '../../design/layout.tsx'
import { formatExactTime } from '../../format.ts'
import { say, sayOf } from '../../text.ts'

const TONES: Readonly<Record<ProofResult, Tone>> = { good: 'good', bad: 'bad', unknown: 'info' }
const ICONS: Readonly<Record<ProofResult, IconName>> = { good: 'check', bad: 'close', unknown: 'info' }

/** Checks the evidence for one request, point by point. */
export function ProofCard({ id }: { readonly id: string }) {
  const [proof, setProof] = useState<ProofView | null>(null)
  const path = `/admin/requests/${encodeURIComponent(id)}`
  const check = async () => {
    setProof(null)
    setProof(await call<ProofView>('POST', `${path}/proof`, { body: {} }))
  }
  return (
    <Card
      title={say('Bằng chứng', 'Proof')}
      actions={
        <>
          <Button icon="shield" small onClick={check}>
            {say('Kiểm tra bằng chứng', 'Check the proof')}
          </Button>
          <Button icon="download" small onClick={() => download('GET', `${path}/evidence`)}>
            {say('Tải bằng chứng', 'Download the proof')}
          </Button>
        </>
      }
    >
      <div class="stack" aria-live="polite">
        {proof === null ? (
          <p class="dim">
            {say(
              'Đối chiếu chứng từ đang lưu, chữ ký và các bản ghi với chuỗi lịch sử mà cổng ký đã ký xác nhận.',
              'Compares the stored documents, the signature and the records with the history that the gateway signed.',
            )}{' '}
            {say(
              'Tệp tải về cho biết ai đã duyệt bản nào, ký lúc nào, và kiểm tra được ở bất cứ đâu bằng congky proof verify.',
              'The file that can be downloaded says who approved which document and when it was signed, and is checked anywhere with congky proof verify.',
            )}
          </p>
        ) : (
          <>
            <Notice tone={TONES[proof.result]} title={verdict(proof.result)}>
              {formatExactTime(proof.checkedAt)}
            </Notice>
            <ul class="history-checks plain-list">
              {proof.checks.map(({ result, title, words }) => (
                <li key={title.en} class={result}>
                  <Icon name={ICONS[result]} />
                  <div>
                    <strong>
                      {sayOf(title)} <span class="visually-hidden">({resultWord(result)})</span>
                    </strong>
                    <p class="dim small-text">{sayOf(words)}</p>
                  </div>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
    </Card>
  )
}

function verdict(result: ProofResult): string {
  if (result === 'good') return say('Mọi bằng chứng đều khớp', 'All evidence fits')
  if (result === 'bad') return say('Có bằng chứng không khớp', 'Some evidence does not fit')
  return say('Không thấy gì sai; có điểm không kiểm tra được', 'Nothing is wrong; some points could not be checked')
}

function resultWord(result: ProofResult): string {
  if (result === 'good') return say('đúng', 'good')
  return result === 'bad' ? say('sai', 'wrong') : say('không kiểm tra được', 'not checked')
}
