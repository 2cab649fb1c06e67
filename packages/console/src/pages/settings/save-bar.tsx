import { Button } from '../../design/button.tsx'
import { Notice } from '../../design/layout.tsx'
import { can } from '../../session.ts'
import { say } from '../../text.ts'
import type { Refusal } from './saved-form.ts'

/** Why a form was not saved, and its buttons. Who may not change it sees why nothing can be typed. */
export function SaveBar(props: {
  readonly isChanged: boolean
  readonly refusal: Refusal | null
  readonly onSave: () => Promise<unknown>
  readonly onReset: () => void
  /** Gets what somebody else saved meanwhile. */
  readonly onReload: () => Promise<unknown>
}) {
  const { isChanged, refusal, onSave, onReset, onReload } = props
  if (!can('configure')) {
    return (
      <Notice tone="quiet">{say('Chỉ quản trị viên được thay đổi phần này.', 'Only an admin may change this.')}</Notice>
    )
  }
  const isOutdated = refusal?.error.code === 'ERR_CONFIG_CHANGED'
  return (
    <div class="stack">
      {refusal && (
        <Notice
          tone="bad"
          title={titleOf(refusal)}
          actions={
            isOutdated && (
              <Button small onClick={onReload}>
                {say('Xem bản mới', 'See the newest')}
              </Button>
            )
          }
        >
          {isOutdated
            ? say('Những gì bạn vừa nhập sẽ được thay bằng bản mới.', 'What you typed is replaced by the newest.')
            : refusal.fields.length === 0 && refusal.error.next}
        </Notice>
      )}
      <div class="actions">
        <Button kind="primary" icon="check" disabled={!isChanged} onClick={onSave}>
          {say('Lưu', 'Save')}
        </Button>
        {isChanged && <Button onClick={onReset}>{say('Bỏ thay đổi', 'Discard changes')}</Button>}
      </div>
    </div>
  )
}

function titleOf({ error, fields }: Refusal): string {
  if (fields.length === 0) return error.text
  return say('Chưa lưu: hãy sửa những ô được đánh dấu', 'Not saved: correct the fields that are marked')
}
