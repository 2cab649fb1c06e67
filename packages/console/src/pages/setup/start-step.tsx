import type { SeenStatus } from '@congky/shared'
import { call } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { Card, Notice } from '../../design/layout.tsx'
import { status } from '../../live.ts'
import { go } from '../../router.ts'
import { say } from '../../text.ts'
import { goTo } from './setup-draft.ts'

export function StartStep() {
  const isRunning = status.value?.state === 'running'
  const isAnyReady = status.value?.tokens.some(({ state }) => state === 'ready') ?? false
  const start = async () => {
    status.value = await call<SeenStatus>('POST', '/admin/resume', { body: {} })
    go('/')
  }
  return (
    <Card
      title={say('Bắt đầu', 'Start')}
      lead={say(
        'Cổng ký lấy chứng từ từ cơ sở dữ liệu và máy trạm, ký, rồi trả kết quả. Còn lại hai việc làm được sau: thêm cơ sở dữ liệu và thêm máy trạm.',
        'The gateway takes documents from databases and workstations, signs them, and hands them back. Databases and workstations can be added later.',
      )}
    >
      {isAnyReady ? (
        <Notice tone="good" title={say('Mọi thứ đã sẵn sàng', 'Everything is ready')}>
          {isRunning &&
            say(
              'Cổng ký đang chạy: chứng từ gửi đến sẽ được ký ngay.',
              'The gateway runs: documents that arrive are signed at once.',
            )}
        </Notice>
      ) : (
        <Notice tone="warn" title={say('Chưa có token nào mở khóa', 'No token is unlocked yet')}>
          {say(
            'Bắt đầu được rồi, nhưng chứng từ sẽ chờ cho đến khi có người mở khóa token.',
            'It can start, but documents wait until somebody unlocks a token.',
          )}
        </Notice>
      )}
      <div class="actions">
        <Button kind="primary" icon="play" onClick={start}>
          {say('Bắt đầu ký tự động', 'Start signing')}
        </Button>
        <Button onClick={() => goTo('try')}>{say('Quay lại', 'Back')}</Button>
      </div>
    </Card>
  )
}
