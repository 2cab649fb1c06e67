/** The page that stays open all day: how the gateway is, what a person has to do, what was done. */
import { useState } from 'preact/hooks'
import { call } from '../../api.ts'
import { isNoticeOn, isSoundOn, needs } from '../../attention/attention.ts'
import { Button } from '../../design/button.tsx'
import { PageHead } from '../../design/layout.tsx'
import { status, watching } from '../../live.ts'
import { useResource } from '../../resource.ts'
import { can } from '../../session.ts'
import { say } from '../../text.ts'
import { ApprovalsCard } from './approvals-card.tsx'
import { BellDialog } from './bell-dialog.tsx'
import { DatabasesCard, TokensCard } from './glance-cards.tsx'
import './home.css'
import { NeedsCard } from './needs-card.tsx'
import { NumbersCard } from './numbers-card.tsx'
import { StateCard } from './state-card.tsx'
import { WaitingCard } from './waiting-card.tsx'

/** Whose gateway it is; null where nobody has said so, or this person may not know. */
interface Organization {
  readonly name: string
  readonly taxCode: string
}

async function loadOrganization(signal: AbortSignal): Promise<{ readonly organization: Organization | null }> {
  if (!can('see-config')) return { organization: null }
  return call('GET', '/admin/organization', { ...watching, signal })
}

export function HomePage() {
  const [isBellOpen, setBellOpen] = useState(false)
  const owner = useResource(loadOrganization, []).data?.organization
  const now = status.value
  const need = needs.value
  const isBellOn = isSoundOn.value || isNoticeOn.value
  return (
    <>
      <PageHead
        title={say('Cổng ký', 'Gateway')}
        lead={owner ? `${owner.name} · ${say('MST', 'tax code')} ${owner.taxCode}` : undefined}
      >
        <Button icon="bell" onClick={() => setBellOpen(true)}>
          {isBellOn ? say('Báo: đang bật', 'Alerts: on') : say('Báo cho tôi', 'Alert me')}
        </Button>
      </PageHead>
      <ApprovalsCard />
      {now && need && (
        <>
          <StateCard status={now} need={need} />
          {need.items.length > 0 && <NeedsCard items={need.items} />}
          <NumbersCard jobs={now.jobs} />
          <div class="grid glance">
            <TokensCard tokens={now.tokens} />
            <DatabasesCard sources={now.sources} />
            <WaitingCard jobs={now.jobs} />
          </div>
        </>
      )}
      {isBellOpen && <BellDialog onClose={() => setBellOpen(false)} />}
    </>
  )
}
