import type { VerificationView } from '@congky/shared'
import { useEffect } from 'preact/hooks'
import { call } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { CopyText } from '../../design/copy-text.tsx'
import { Card, Facts, Loaded, Notice, Progress } from '../../design/layout.tsx'
import { formatExactTime, formatHex, formatNumber } from '../../format.ts'
import { useResource } from '../../resource.ts'
import { say } from '../../text.ts'

const LOOK_MS = 500

/** The check of the whole chain: begun here, done in the background, seen by everybody. */
export function VerificationCard() {
  const check = useResource<VerificationView>((signal) => call('GET', '/admin/history/verification', { signal }), [])
  const state = check.data?.state
  useEffect(() => {
    if (state !== 'running') return
    const timer = setInterval(() => void check.reload(), LOOK_MS)
    return () => clearInterval(timer)
  }, [state])
  const start = async () => {
    await call('POST', '/admin/history/verification', { body: {} })
    await check.reload()
  }
  return (
    <Card
      title={say('Toàn vẹn của lịch sử', 'Integrity of the history')}
      lead={say(
        'Mọi bản ghi được nối với nhau bằng mã băm, và bản ghi cuối được cổng ký ký xác nhận: sửa, xóa hay chèn một bản ghi đều bị lộ.',
        'All records are linked by hashes, and the gateway signs the newest: an edited, deleted or inserted record shows.',
      )}
      actions={
        <Button icon="shield" kind="primary" isBusy={state === 'running'} onClick={start}>
          {say('Kiểm tra toàn bộ lịch sử', 'Check the whole history')}
        </Button>
      }
    >
      <Loaded of={check} lines={1}>
        {(view) => <Outcome view={view} />}
      </Loaded>
    </Card>
  )
}

function Outcome({ view }: { readonly view: VerificationView }) {
  const { state, done, total, verdict, finishedAt, by } = view
  if (state === 'running') {
    const label = say(
      `Đã kiểm tra ${formatNumber(done)} trên ${formatNumber(total)} bản ghi`,
      `${formatNumber(done)} of ${formatNumber(total)} records checked`,
    )
    return <Progress label={label} value={total === 0 ? null : done / total} />
  }
  if (state === 'failed') {
    return <Notice tone="bad" title={say('Không kiểm tra được; hãy thử lại.', 'The check failed; try again.')} />
  }
  if (verdict === null || finishedAt === null) return null
  const when = say(
    `Kiểm tra lúc ${formatExactTime(finishedAt)}, ${by}`,
    `Checked at ${formatExactTime(finishedAt)} by ${by}`,
  )
  const count = formatNumber(verdict.records)
  return (
    <>
      {verdict.intact ? (
        <Notice tone="good" title={say(`Nguyên vẹn: ${count} bản ghi`, `Intact: ${count} records`)}>
          {when}
        </Notice>
      ) : (
        <Notice
          tone="bad"
          title={say(
            `Lịch sử không toàn vẹn: ${verdict.fault?.vi}`,
            `The history does not verify: ${verdict.fault?.en}`,
          )}
        >
          <p>{say(`${count} bản ghi trước đó còn nguyên.`, `The ${count} records before it are intact.`)}</p>
          <p>
            {say(
              'Giữ nguyên dữ liệu để điều tra, và so với bản xuất hoặc bản sao lưu gần nhất.',
              'Keep the data for an examination, and compare it with the last export or backup.',
            )}
          </p>
          <p>{when}</p>
        </Notice>
      )}
      {verdict.head && (
        <Facts
          facts={[
            [say('Ký xác nhận lúc', 'Signed at'), formatExactTime(verdict.head.at)],
            [
              say('Mã chốt lịch sử', 'Head'),
              <CopyText key="head" text={verdict.head.position} label={say('mã chốt lịch sử', 'the head')} />,
            ],
            [
              say('Vân tay khóa của cổng ký', 'Fingerprint of the gateway’s key'),
              <CopyText
                key="key"
                text={verdict.head.key}
                shown={formatHex(verdict.head.key)}
                label={say('vân tay khóa', 'the fingerprint')}
              />,
            ],
          ]}
        />
      )}
    </>
  )
}
