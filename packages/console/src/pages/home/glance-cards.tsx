/** Tokens and databases in a line each; their own pages hold the rest. */
import { type SourceView, subjectName, type TokenView } from '@congky/shared'
import type { ComponentChildren } from 'preact'
import { ButtonLink } from '../../design/button.tsx'
import { Badge, Card, type Tone } from '../../design/layout.tsx'
import { formatNumber } from '../../format.ts'
import { pages } from '../../pages.ts'
import { kindName } from '../../parts/source-kinds.ts'
import { tokenWords } from '../../parts/token-words.ts'
import { href } from '../../router.ts'
import { can } from '../../session.ts'
import { say } from '../../text.ts'

interface Words {
  readonly tone: Tone
  readonly vi: string
  readonly en: string
}

const SOURCE_WORDS: Readonly<Record<string, Words>> = {
  ok: { tone: 'good', vi: 'Hoạt động', en: 'Working' },
  unavailable: { tone: 'bad', vi: 'Mất kết nối', en: 'Not reachable' },
  starting: { tone: 'info', vi: 'Đang kết nối', en: 'Connecting' },
  paused: { tone: 'quiet', vi: 'Tạm dừng', en: 'Paused' },
}

function SourceBadge({ state }: { readonly state: string }) {
  const { tone, vi, en } = SOURCE_WORDS[state] ?? { tone: 'quiet', vi: state, en: state }
  return <Badge tone={tone}>{say(vi, en)}</Badge>
}

function Glance(props: {
  readonly title: string
  readonly page: string
  readonly empty: string
  readonly isEmpty: boolean
  readonly children: ComponentChildren
}) {
  const { title, page, empty, isEmpty, children } = props
  const entry = pages.find(({ path, right }) => path === page && can(right))
  const link = entry && (
    <ButtonLink href={href(page)} kind="quiet" small>
      {say('Mở', 'Open')}
      <span class="visually-hidden"> {title}</span>
    </ButtonLink>
  )
  return (
    <Card title={title} actions={link}>
      {isEmpty ? <p class="dim">{empty}</p> : <ul class="plain-list glance-list">{children}</ul>}
    </Card>
  )
}

/** Things stay in their place while their states change. */
function byName<T extends { readonly name: string }>(things: readonly T[]): readonly T[] {
  return [...things].sort((a, b) => a.name.localeCompare(b.name, 'vi'))
}

export function TokensCard({ tokens }: { readonly tokens: readonly TokenView[] }) {
  return (
    <Glance
      title={say('Chữ ký số', 'Tokens')}
      page="/tokens"
      isEmpty={tokens.length === 0}
      empty={say('Chưa thấy token nào: cắm token vào máy cổng ký.', 'None to be seen: plug one into the gateway.')}
    >
      {byName(tokens).map((token) => (
        <li key={token.name}>
          <span class="glance-name">
            <strong>{token.name}</strong>
            <span class="dim small-text">
              {token.certificates[0]
                ? subjectName(token.certificates[0].subject)
                : say('chưa có chữ ký số', 'no certificate')}
              {token.queueLength > 0 && ` · ${formatNumber(token.queueLength)} ${say('đang xếp hàng', 'in its queue')}`}
            </span>
          </span>
          <Badge tone={tokenWords(token).tone}>{tokenWords(token).text}</Badge>
        </li>
      ))}
    </Glance>
  )
}

export function DatabasesCard({ sources }: { readonly sources: readonly SourceView[] }) {
  return (
    <Glance
      title={say('Cơ sở dữ liệu', 'Databases')}
      page="/sources"
      isEmpty={sources.length === 0}
      empty={say('Chưa có cơ sở dữ liệu; máy trạm vẫn gửi được.', 'None; workstations can still send.')}
    >
      {byName(sources).map(({ name, state, dialect }) => (
        <li key={name}>
          <span class="glance-name">
            <strong>{name}</strong>
            <span class="dim small-text">{kindName(dialect)}</span>
          </span>
          <SourceBadge state={state} />
        </li>
      ))}
    </Glance>
  )
}
