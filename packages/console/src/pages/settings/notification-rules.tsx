import type { NotificationTopic } from '@congky/shared'
import { Checkbox, Switch, TextField } from '../../design/field.tsx'
import { Card } from '../../design/layout.tsx'
import { say } from '../../text.ts'
import type { NotificationParts } from './notification-settings.tsx'

/** What is told, and when. */
export function NotificationRules({ form, disabled }: NotificationParts) {
  const { draft, change, errorOf } = form
  const toggle = (topic: NotificationTopic, isWanted: boolean) =>
    change({ topics: ALL_TOPICS.filter((each) => (each === topic ? isWanted : draft.topics.includes(each))) })
  return (
    <Card title={say('Báo gì và khi nào', 'What is told, and when')}>
      <div class="stack">
        <fieldset class="check-list">
          <legend>{say('Báo khi', 'Tell when')}</legend>
          {ALL_TOPICS.map((topic) => (
            <Checkbox
              key={topic}
              label={TOPICS[topic]()}
              value={draft.topics.includes(topic)}
              disabled={disabled}
              onChange={(isWanted) => toggle(topic, isWanted)}
            />
          ))}
        </fieldset>
        <div class="fields">
          <TextField
            label={say('Bỏ qua việc tự hết trong (giây)', 'Leave out what passes within (seconds)')}
            value={draft.settleSeconds}
            inputMode="numeric"
            hint={say('Rút token rồi cắm lại ngay thì không báo', 'A token plugged in again at once is no news')}
            disabled={disabled}
            error={errorOf('notifications.settleSeconds')}
            onInput={(settleSeconds) => change({ settleSeconds })}
          />
          <TextField
            label={say('Nhắc lại sau (giờ)', 'Repeat after (hours)')}
            value={draft.repeatHours}
            hint={say('Thưa dần; số cuối lặp lại mãi', 'Ever more seldom; the last one goes on')}
            disabled={disabled}
            error={errorOf('notifications.repeatHours') ?? errorOf('notifications.repeatHours[0]')}
            onInput={(repeatHours) => change({ repeatHours })}
          />
          <TextField
            label={say('Nhắc sao lưu sau (ngày)', 'Ask for a backup after (days)')}
            value={draft.backupDays}
            inputMode="numeric"
            disabled={disabled}
            error={errorOf('notifications.backupDays')}
            onInput={(backupDays) => change({ backupDays })}
          />
        </div>
        <Switch
          label={say('Giờ yên lặng', 'Quiet hours')}
          value={draft.isQuiet}
          hint={say(
            'Trong giờ này chỉ báo việc khẩn: đầy ổ đĩa, lịch sử hỏng, token từ chối PIN. Việc khác gửi gộp khi hết giờ.',
            'Only what is urgent is told then: a full disk, a damaged history, a refused PIN. The rest follows in one message.',
          )}
          disabled={disabled}
          onChange={(isQuiet) => change({ isQuiet })}
        />
        {draft.isQuiet && (
          <div class="fields">
            <TextField
              label={say('Từ', 'From')}
              value={draft.quietFrom}
              placeholder="20:00"
              maxLength={5}
              disabled={disabled}
              error={errorOf('notifications.quietHours.from')}
              onInput={(quietFrom) => change({ quietFrom })}
            />
            <TextField
              label={say('Đến', 'To')}
              value={draft.quietTo}
              placeholder="06:30"
              maxLength={5}
              disabled={disabled}
              error={errorOf('notifications.quietHours.to')}
              onInput={(quietTo) => change({ quietTo })}
            />
          </div>
        )}
        <TextField
          label={say('Tên cổng ký trong thông báo', 'Name of this gateway in messages')}
          value={draft.gatewayName}
          placeholder={say('Văn phòng Hải Phòng', 'Hai Phong office')}
          hint={say('Bỏ trống thì dùng tên máy', 'Left empty, the name of the host')}
          disabled={disabled}
          error={errorOf('notifications.gatewayName')}
          onInput={(gatewayName) => change({ gatewayName })}
        />
      </div>
    </Card>
  )
}

/** In the order in which they are listed. */
const TOPICS: Readonly<Record<NotificationTopic, () => string>> = {
  approvals: () => say('Có chứng từ chờ duyệt', 'Documents wait for an approval'),
  held: () => say('Có yêu cầu chờ người xử lý', 'Requests wait for a person'),
  tokens: () => say('Token bị rút, bị khóa, từ chối PIN', 'A token is pulled, locked, or refuses the PIN'),
  certificates: () =>
    say('Chữ ký số sắp hết hạn (30, 14, 7, 3, 1 ngày)', 'A certificate is about to expire (30, 14, 7, 3, 1 days)'),
  sources: () => say('Mất kết nối cơ sở dữ liệu', 'A database cannot be reached'),
  disk: () => say('Ổ đĩa đầy', 'The disk is full'),
  gateway: () => say('Cổng ký dừng đột ngột', 'The gateway ended unexpectedly'),
  history: () => say('Lịch sử ký bị hỏng', 'The history is damaged'),
  backup: () => say('Bản sao lưu đã cũ', 'The backup is old'),
}
const ALL_TOPICS = Object.keys(TOPICS) as NotificationTopic[]
