/** What a person has to do, the most urgent first: what, why, what to do, and the way there. */
import type { NeedItem, Urgency } from '@congky/shared'
import { ButtonLink } from '../../design/button.tsx'
import { Icon } from '../../design/icon.tsx'
import { Badge, Card, type Tone } from '../../design/layout.tsx'
import { pages } from '../../pages.ts'
import { href } from '../../router.ts'
import { can } from '../../session.ts'
import { say, sayOf } from '../../text.ts'

const URGENCIES: Readonly<Record<Urgency, { readonly tone: Tone; readonly word: () => string }>> = {
  'stops-all': { tone: 'bad', word: () => say('Chưa ký được', 'Stops signing') },
  waits: { tone: 'warn', word: () => say('Đang chờ bạn', 'Waits for you') },
  soon: { tone: 'quiet', word: () => say('Nên làm', 'Soon') },
}

export function NeedsCard({ items }: { readonly items: readonly NeedItem[] }) {
  const isUrgent = items.some(({ urgency }) => urgency !== 'soon')
  return (
    <Card title={isUrgent ? say('Việc cần làm', 'To do') : say('Nên làm sớm', 'Worth doing soon')}>
      <ul class="plain-list needs">
        {items.map((item) => (
          <Need key={item.key} item={item} />
        ))}
      </ul>
    </Card>
  )
}

function Need({ item }: { readonly item: NeedItem }) {
  const { tone, word } = URGENCIES[item.urgency]
  const page = pages.find(({ path, right }) => path === `/${item.page}` && can(right))
  return (
    <li class={`need ${tone}`}>
      <Icon name={item.urgency === 'soon' ? 'info' : 'alert'} />
      <div class="need-text">
        <p class="row">
          <strong>{sayOf(item.title)}</strong>
          <Badge tone={tone}>{word()}</Badge>
        </p>
        {item.why && <p class="dim">{sayOf(item.why)}</p>}
        <p>{sayOf(item.next)}</p>
      </div>
      {page && (
        <ButtonLink href={href(page.path, page.path === '/history' && item.count ? { state: 'held' } : {})} small>
          {page.title()}
        </ButtonLink>
      )}
    </li>
  )
}
