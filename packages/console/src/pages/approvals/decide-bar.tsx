import type { ComponentChildren } from 'preact'
import { Button } from '../../design/button.tsx'
import { say } from '../../text.ts'
import type { Decision } from './decision.ts'

export interface DecideBarProps {
  /** How many documents it is about. */
  readonly count: number
  readonly onDecide: (decision: Decision) => void
  readonly hint?: ComponentChildren
  /** `soon`: not before the document was shown; `no`: it can only be returned. */
  readonly approving?: 'now' | 'soon' | 'no'
}

/** What everything on these pages leads to; on a phone it stays under the thumb. */
export function DecideBar({ count, onDecide, hint, approving = 'now' }: DecideBarProps) {
  return (
    <section class="decide-bar" aria-label={say('Quyết định', 'Decision')}>
      {hint && <p class="dim small-text">{hint}</p>}
      <div class="decide-buttons">
        <Button icon="return" onClick={() => onDecide('return')}>
          {say('Trả lại', 'Return')}
        </Button>
        {approving !== 'no' && (
          <Button kind="primary" icon="check" disabled={approving === 'soon'} onClick={() => onDecide('approve')}>
            {count > 1 ? say(`Duyệt ${count} chứng từ`, `Approve ${count}`) : say('Duyệt', 'Approve')}
          </Button>
        )}
      </div>
    </section>
  )
}
