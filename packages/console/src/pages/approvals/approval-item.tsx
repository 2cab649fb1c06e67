import type { ApprovalRow } from '@congky/shared'
import { Icon } from '../../design/icon.tsx'
import { formatAgo } from '../../format.ts'
import { href } from '../../router.ts'
import { say, sayOf } from '../../text.ts'
import { dueWords, inSentence, isDueSoon, requesterOf, StandingBadge, stepWords, titleOf } from './words.tsx'

export interface ApprovalItemProps {
  readonly row: ApprovalRow
  readonly isPicked: boolean
  /** Where it can be decided on together with others. */
  readonly onPick?: (isOn: boolean) => void
}

/** One document of the inbox: what it is, whose, who asks, and until when. All of it opens the document. */
export function ApprovalItem({ row, isPicked, onPick }: ApprovalItemProps) {
  return (
    <li class={isPicked ? 'approval-item picked' : 'approval-item'}>
      {onPick && (
        <label class="approval-pick">
          <input type="checkbox" checked={isPicked} onChange={(event) => onPick(event.currentTarget.checked)} />
          <span class="visually-hidden">
            {say('Chọn', 'Pick')} {titleOf(row)}
          </span>
        </label>
      )}
      <div class="approval-text">
        <h2>
          <a href={href(`/approvals/${row.id}`)}>{sayOf(row.kind)}</a>
        </h2>
        <p>{row.enterprise ?? row.taxCode ?? say('Chưa rõ doanh nghiệp', 'Enterprise unknown')}</p>
        {row.reference && <p class="dim small-text number">{row.reference}</p>}
        {row.note && <p class="approval-note">{row.note}</p>}
        <p class="approval-line">
          <Icon name="user" />
          <span>
            {requesterOf(row)} <span class="dim">· {inSentence(formatAgo(row.submittedAt))}</span>
          </span>
        </p>
        {row.state === 'open' && (
          <p class={isDueSoon(row) ? 'approval-line soon' : 'approval-line dim'}>
            <Icon name="clock" />
            <span>
              {say('Hạn', 'Until')} {dueWords(row.expiresAt)}
            </span>
          </p>
        )}
        <Tail row={row} />
      </div>
      <Icon name="next" />
    </li>
  )
}

/** Whose turn it is; that it is one's own needs no saying in a list of one's own. */
function Tail({ row }: Pick<ApprovalItemProps, 'row'>) {
  const step = row.state === 'open' ? stepWords(row) : null
  const owner = row.isMine ? row.onBehalfOfName : null
  const words = [step, owner && say(`bạn duyệt thay ${owner}`, `you decide for ${owner}`)].filter(Boolean).join(' · ')
  return (
    <p class="row approval-standing">
      {!row.isMine && <StandingBadge of={row} />}
      {words && <span class="approval-step-name">{words}</span>}
    </p>
  )
}
