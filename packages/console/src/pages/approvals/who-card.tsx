import type { ApprovalDetails } from '@congky/shared'
import { Icon } from '../../design/icon.tsx'
import { formatAgo, formatDateTime } from '../../format.ts'
import { say } from '../../text.ts'
import { dueWords, inSentence, isDueSoon, requesterOf, stepWords } from './words.tsx'

/** Who asks, for whom, since when and until when, and what they want to say. */
export function WhoCard({ approval }: { readonly approval: ApprovalDetails }) {
  const { enterprise, taxCode, note, submittedAt, expiresAt, state, workstation, onBehalfOfName, isMine } = approval
  const step = stepWords(approval)
  return (
    <section class="card who-card" aria-label={say('Ai trình, cho ai', 'Who asks, for whom')}>
      <div>
        <p class="who-enterprise">{enterprise ?? say('Doanh nghiệp chưa có tên', 'Enterprise without a name')}</p>
        <p class="dim number">
          {say('Mã số thuế', 'Tax code')} {taxCode ?? '—'}
        </p>
      </div>
      {note && (
        <blockquote class="approval-note">
          <span class="visually-hidden">{say('Lời nhắn của người trình:', 'Note of the requester:')} </span>
          {note}
        </blockquote>
      )}
      <div class="who-lines">
        <p class="approval-line">
          <Icon name="user" />
          <span>
            {say(`${requesterOf(approval)} trình`, `Submitted by ${requesterOf(approval)}`)}
            {workstation && workstation !== approval.requester && <span class="dim"> · {workstation}</span>}
            <br />
            <span class="dim small-text">
              {formatDateTime(submittedAt)} · {inSentence(formatAgo(submittedAt))}
            </span>
          </span>
        </p>
        {state === 'open' && (
          <p class={isDueSoon(approval) ? 'approval-line soon' : 'approval-line'}>
            <Icon name="clock" />
            <span>
              {say('Hạn duyệt', 'To be decided until')} {dueWords(expiresAt)}
            </span>
          </p>
        )}
        {state === 'open' && step && (
          <p class="approval-line">
            <Icon name="approve" />
            <span>
              {step}
              {isMine && onBehalfOfName && (
                <span class="dim">
                  {' '}
                  · {say(`bạn duyệt thay ${onBehalfOfName}`, `you decide for ${onBehalfOfName}`)}
                </span>
              )}
            </span>
          </p>
        )}
      </div>
    </section>
  )
}
