import type { ApprovalDetails } from '@congky/shared'
import { ButtonLink } from '../../design/button.tsx'
import { Notice, type Tone } from '../../design/layout.tsx'
import { reasonNext, reasonText } from '../../parts/reason-words.ts'
import { href } from '../../router.ts'
import { can } from '../../session.ts'
import { say } from '../../text.ts'
import { standingWords } from './words.tsx'

/** Why there is nothing to decide here, or for this person; nothing where there is. */
export function Standing({ approval }: { readonly approval: ApprovalDetails }) {
  const { state, isMine, obstacle, reason, id } = approval
  if (isMine) return null
  if (state === 'open') {
    return (
      <Notice tone="info" title={obstacle ? reasonText(obstacle) : say('Chờ người khác duyệt', 'Waits for others')}>
        {obstacle && reasonNext(obstacle)}
      </Notice>
    )
  }
  const { tone, text } = standingWords(approval)
  return (
    <Notice
      tone={tone}
      title={text}
      actions={
        can('see-history') && (
          <ButtonLink href={href(`/history/${id}`)} small>
            {say('Xem trong lịch sử', 'See its history')}
          </ButtonLink>
        )
      }
    >
      {reason && (
        <>
          <p>{reasonText(reason)}</p>
          {saysWhatToDo(tone) && <p class="dim small-text">{reasonNext(reason)}</p>}
        </>
      )}
    </Notice>
  )
}

/** What to do stands with what is still to be done. */
function saysWhatToDo(tone: Tone): boolean {
  return tone === 'warn'
}
