import { Badge, Card, Facts, PageHead } from '../../design/layout.tsx'
import { formatAgo, formatNumber } from '../../format.ts'
import { status } from '../../live.ts'
import { say } from '../../text.ts'

export function HomePage() {
  const now = status.value
  if (now === null) return null
  return (
    <>
      <PageHead title={say('Cổng ký', 'Gateway')} />
      <Card title={say('Trạng thái', 'State')}>
        <Badge tone={now.state === 'running' ? 'good' : 'quiet'}>
          {now.state === 'running' ? say('Đang chạy', 'Running') : say('Tạm dừng', 'Paused')}
        </Badge>
        <Facts
          facts={[
            [say('Chạy từ', 'Running since'), formatAgo(now.startedAt)],
            [say('Đã ký', 'Signed'), formatNumber(now.jobs.signed)],
            [say('Chờ người xử lý', 'Held'), formatNumber(now.jobs.held)],
          ]}
        />
      </Card>
    </>
  )
}
