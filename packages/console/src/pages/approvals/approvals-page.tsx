/** Duyệt trình ký: what waits for a director's yes, one document to read, and whom to lend one's right to. */
import { route } from '../../router.ts'
import './approvals.css'
import { DelegationsPage } from './delegations-page.tsx'
import { Inbox } from './inbox.tsx'
import { ReviewPage } from './review-page.tsx'

export function ApprovalsPage() {
  const [, part] = route.value.segments
  if (part === undefined) return <Inbox />
  if (part === 'delegations') return <DelegationsPage />
  return <ReviewPage key={part} id={part} />
}
