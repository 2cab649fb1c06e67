/** Tokens and databases in a line each; their own pages hold the rest. */
import { type SourceView, subjectName, type TokenView } from '@congky/shared'
import type { ComponentChildren } from 'preact'
import { ButtonLink } from '../../design/button.tsx'
import { Badge, Card, type Tone } from '../../design/layout.tsx'
import { formatNumber } from '../../format.ts'
import { pages } from '../../pages.ts'
import { href } from '../../router.ts'
import { can } from '../../session.ts'
import { say } from '../../text.ts'

interface Words {
  readonly tone: Tone
  readonly vi: string
  readonly en: string
}

const TOKEN_WORDS: Readonly<Record<string, Words>> = {
  ready: { tone: 'good', vi: 'Sẵn sàng', en: 'Ready' },
  locked: { tone: 'warn', vi: 'Chưa mở khóa', en: 'Locked' },
  'pin-refused': { tone: 'bad', vi: 'Sai mã PIN', en: 'PIN refused' },
  absent: { tone: 'quiet', vi: 'Không cắm', en: 'Not plugged in' },
  faulty: { tone: 'bad', vi: 'Bị lỗi', en: 'Failed' },
  starting: { tone: 'info', vi: 'Đang mở', en: 'Starting' },
}

const SOURCE_WORDS: Readonly<Record<string, Words>> = {
  ok: { tone: 'good', vi: 'Hoạt động', en: 'Working' },
  unavailable: { tone: 'bad', vi: 'Mất kết nối', en: 'Not reachable' },
  starting: { tone: 'info', vi: 'Đang kết nối', en: 'Connecting' },
  paused: { tone: 'quiet', vi: 'Tạm dừng', en: 'Paused' },
}

function StateBadge({ state, words }: { readonly state: string; readonly words: typeof TOKEN_WORDS }) {
  const { tone, vi, en } = words[state] ?? { tone: 'quiet', vi: state, en: state }
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
      {byName(tokens).map(({ name, state, certificates, queueLength }) => (
        <li key={name}>
          <span class="glance-name">
            <strong>{name}</strong>
            <span class="dim small-text">
              {certificates[0] ? subjectName(certificates[0].subject) : say('chưa có chữ ký số', 'no certificate')}
              {queueLength > 0 && ` · ${formatNumber(queueLength)} ${say('đang xếp hàng', 'in its queue')}`}
            </span>
          </span>
          <StateBadge state={state} words={TOKEN_WORDS} />
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
            <span class="dim small-text">{dialect}</span>
          </span>
          <StateBadge state={state} words={SOURCE_WORDS} />
        </li>
      ))}
    </Glance>
  )
}
