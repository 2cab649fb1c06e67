/** One document, as a director reads it: who asks, is anything odd, what does it say, who decides, yes or no. */
import type { ApprovalDetails, ReviewView } from '@congky/shared'
import { useState } from 'preact/hooks'
import { call } from '../../api.ts'
import { approvalsChange, mine } from '../../approvals.ts'
import { ButtonLink } from '../../design/button.tsx'
import { Card, Loaded, Notice, PageHead } from '../../design/layout.tsx'
import { status, watching } from '../../live.ts'
import { Rendering } from '../../parts/rendering.tsx'
import { type Resource, useResource } from '../../resource.ts'
import { href } from '../../router.ts'
import { say, sayOf } from '../../text.ts'
import '../../parts/document.css'
import { DecideBar } from './decide-bar.tsx'
import { DecideDialog } from './decide-dialog.tsx'
import type { Decision } from './decision.ts'
import { Differences } from './differences.tsx'
import { OriginalText } from './original-text.tsx'
import { PlanCard } from './plan-card.tsx'
import { SignatureCard } from './signature-card.tsx'
import { Standing } from './standing.tsx'
import { Warnings } from './warnings.tsx'
import { WhoCard } from './who-card.tsx'

export function ReviewPage({ id }: { readonly id: string }) {
  const path = `/admin/approvals/${encodeURIComponent(id)}`
  const [isBeingSigned, setBeingSigned] = useState(false)
  const details = useResource<ApprovalDetails>(
    async (signal) => {
      const answer = await call<ApprovalDetails>('GET', path, { ...watching, signal })
      setBeingSigned(answer.jobState === 'received')
      return answer
    },
    // What is being signed is soon signed, or waits for a person.
    [path, approvalsChange.value, isBeingSigned ? JSON.stringify(status.value?.jobs) : null],
  )
  const { data } = details
  return (
    <div class="stack approvals approval-reading">
      <PageHead
        title={data ? sayOf(data.kind) : say('Chứng từ trình ký', 'Submitted document')}
        lead={data?.reference}
        back={href('/approvals')}
      />
      <Loaded of={details} lines={6}>
        {/* What is taken up anew is another thing to read. */}
        {(approval) => <Reading key={approval.approvalId} approval={approval} path={path} />}
      </Loaded>
    </div>
  )
}

function Reading({ approval, path }: { readonly approval: ApprovalDetails; readonly path: string }) {
  // That it was shown goes on record, once.
  const review = useResource<ReviewView>((signal) => call('GET', `${path}/review`, { signal }), [path])
  return (
    <>
      <Standing approval={approval} />
      <WhoCard approval={approval} />
      <Loaded of={review} lines={5}>
        {(view) => (
          <>
            <Warnings warnings={view.warnings} />
            {approval.previous && <Differences previous={approval.previous} review={view} />}
            <Card title={say('Nội dung sẽ ký', 'What will be signed')}>
              <h3>{sayOf(view.rendering.title)}</h3>
              {view.rendering.isCut && (
                <Notice tone="warn">
                  {say(
                    'Chứng từ quá lớn để hiện hết ở đây; hãy tải về để đọc đầy đủ trước khi duyệt.',
                    'It is too large to be shown in full; download it and read all of it before you approve.',
                  )}
                </Notice>
              )}
              <Rendering parts={view.rendering.parts} />
              <OriginalText approval={approval} />
            </Card>
          </>
        )}
      </Loaded>
      <PlanCard approval={approval} />
      <SignatureCard approval={approval} />
      <Deciding approval={approval} review={review} />
    </>
  )
}

interface DecidingProps {
  readonly approval: ApprovalDetails
  readonly review: Resource<ReviewView>
}

/** Deciding is on the bytes that were shown: their hash goes along, and another one is refused. */
function Deciding({ approval, review: { data } }: DecidingProps) {
  const [decision, setDecision] = useState<Decision | null>(null)
  const item = { ...approval, documentSha256: data?.documentSha256 ?? approval.documentSha256 }
  const { isMine, mayReturn, onBehalfOfName: owner } = approval
  const close = () => setDecision(null)
  return (
    <>
      {isMine || mayReturn ? (
        <DecideBar
          count={1}
          approving={isMine ? (data === null ? 'soon' : 'now') : 'no'}
          hint={isMine && owner && say(`Quyết định thay ${owner}`, `Deciding for ${owner}`)}
          onDecide={setDecision}
        />
      ) : (
        <NextBar after={approval.id} />
      )}
      {/* Whatever happens meanwhile: what somebody types into stays, and the gateway has the last word. */}
      {decision && (
        <DecideDialog
          decision={decision}
          items={[item]}
          {...(approval.signWith === 'approver' ? { consequence: ownTokenWords() } : {})}
          onClose={close}
          onDone={close}
        />
      )}
    </>
  )
}

/** The way on, for who has several to read. */
function NextBar({ after }: { readonly after: string }) {
  const next = mine.value?.approvals.find(({ id }) => id !== after)
  if (!next) return null
  return (
    <section class="decide-bar" aria-label={say('Chứng từ tiếp theo', 'The next document')}>
      <div class="decide-buttons">
        <ButtonLink href={href(`/approvals/${next.id}`)} kind="primary" icon="next">
          {say('Chứng từ tiếp theo', 'Next document')}
        </ButtonLink>
      </div>
    </section>
  )
}

function ownTokenWords(): string {
  return say(
    'Chứng từ này được ký bằng chữ ký số của chính bạn: sau khi duyệt, mã PIN được nhập tại máy cổng ký thì mới ký.',
    'This is signed with your own certificate: after you approve, it waits until your PIN is typed on the gateway host.',
  )
}
