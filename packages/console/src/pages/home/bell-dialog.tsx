/** How this browser calls its person: a sound, a notification. Chosen here, for this browser alone. */
import { useState } from 'preact/hooks'
import { isNoticeOn, isSoundOn } from '../../attention/attention.ts'
import { beep, wakeSound } from '../../attention/beep.ts'
import { askPermission, permission } from '../../attention/browser-notice.ts'
import { Button } from '../../design/button.tsx'
import { Dialog } from '../../design/dialog.tsx'
import { Switch } from '../../design/field.tsx'
import { Notice } from '../../design/layout.tsx'
import { say } from '../../text.ts'

export function BellDialog({ onClose }: { readonly onClose: () => void }) {
  const [allowed, setAllowed] = useState(permission())
  const switchSound = (isOn: boolean) => {
    isSoundOn.value = isOn
    wakeSound()
  }
  const switchNotice = async (isOn: boolean) => {
    const answer = isOn ? await askPermission() : allowed
    setAllowed(answer)
    isNoticeOn.value = isOn && answer === 'granted'
  }
  return (
    <Dialog title={say('Báo cho tôi khi cần', 'Alert me when I am needed')} onClose={onClose}>
      <p>
        {say(
          'Khi có việc mới cần bạn, tên và biểu tượng của thẻ trình duyệt luôn đổi. Chọn thêm ở đây, riêng cho trình duyệt này; giữ trang này mở.',
          "Whenever you are needed, the tab's title and picture change. Choose more here, for this browser; keep the page open.",
        )}
      </p>
      <div class="row spread">
        <Switch label={say('Âm thanh', 'Sound')} value={isSoundOn.value} onChange={switchSound} />
        <Button
          small
          icon="bell"
          onClick={() => {
            wakeSound()
            setTimeout(beep, 100)
          }}
        >
          {say('Nghe thử', 'Try it')}
        </Button>
      </div>
      <Switch
        label={say('Thông báo của trình duyệt', "The browser's notifications")}
        value={isNoticeOn.value && allowed === 'granted'}
        disabled={allowed === 'missing'}
        onChange={switchNotice}
      />
      {allowed === 'denied' && (
        <Notice tone="warn" title={say('Trình duyệt đang chặn thông báo', 'The browser blocks them')}>
          {say(
            'Bấm biểu tượng bên trái địa chỉ trang, cho phép Thông báo, rồi bật lại.',
            'Click the picture left of the address, allow notifications, then switch them on again.',
          )}
        </Notice>
      )}
      {allowed === 'missing' && (
        <p class="dim small-text">
          {say('Trình duyệt này không có thông báo cho trang.', 'This browser has no notifications for pages.')}
        </p>
      )}
      <p class="dim small-text">
        {say(
          'Mỗi việc chỉ báo một lần mỗi giờ, trừ khi đã xong rồi lại xảy ra.',
          'Each thing is announced once an hour at most, unless it was over and happens again.',
        )}
      </p>
    </Dialog>
  )
}
