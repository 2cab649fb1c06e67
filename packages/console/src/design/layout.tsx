/** What pages are put together from. */
import type { ComponentChildren } from 'preact'
import type { Resource } from '../resource.ts'
import { say } from '../text.ts'
import { Button } from './button.tsx'
import { Icon, type IconName } from './icon.tsx'

type Children = { readonly children?: ComponentChildren }

/** The title of a page, one sentence about it, and what can be done here. */
export function PageHead(
  props: Children & { readonly title: string; readonly lead?: ComponentChildren; readonly back?: string },
) {
  const { title, lead, back, children } = props
  return (
    <header class="page-head">
      <div>
        {back && (
          <a class="back" href={back}>
            <Icon name="back" />
            {say('Quay lại', 'Back')}
          </a>
        )}
        <h1 tabIndex={-1}>{title}</h1>
        {lead && <p class="lead">{lead}</p>}
      </div>
      {children && <div class="actions">{children}</div>}
    </header>
  )
}

export function Card(
  props: Children & {
    readonly title?: string
    readonly actions?: ComponentChildren
    readonly lead?: ComponentChildren
  },
) {
  const { title, actions, lead, children } = props
  return (
    <section class="card" aria-label={title}>
      {(title || actions) && (
        <header class="card-head">
          {title && <h2>{title}</h2>}
          {actions && <div class="actions">{actions}</div>}
        </header>
      )}
      {lead && <p class="card-lead">{lead}</p>}
      {children}
    </section>
  )
}

export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'quiet'

const NOTICE_ICONS: Readonly<Record<Tone, IconName>> = {
  good: 'check',
  warn: 'alert',
  bad: 'alert',
  info: 'info',
  quiet: 'info',
}

/** Something to know or do, where it matters. */
export function Notice(
  props: Children & { readonly tone: Tone; readonly title?: string; readonly actions?: ComponentChildren },
) {
  const { tone, title, actions, children } = props
  return (
    <div class={`notice ${tone}`} role={tone === 'bad' ? 'alert' : undefined}>
      <Icon name={NOTICE_ICONS[tone]} />
      <div class="notice-text">
        {title && <p class="notice-title">{title}</p>}
        {children && <div>{children}</div>}
      </div>
      {actions && <div class="actions">{actions}</div>}
    </div>
  )
}

/** A state in one or two words; never told by colour alone. */
export function Badge({ tone, children }: Children & { readonly tone: Tone }) {
  return <span class={`badge ${tone}`}>{children}</span>
}

/** Nothing here yet: what it is for, and how to begin. */
export function Empty(props: Children & { readonly icon: IconName; readonly title: string }) {
  const { icon, title, children } = props
  return (
    <div class="empty">
      <Icon name={icon} />
      <p class="empty-title">{title}</p>
      {children && <div class="empty-text">{children}</div>}
    </div>
  )
}

/** Facts about one thing, name and value; null values are left out. */
export function Facts({ facts }: { readonly facts: readonly (readonly [string, ComponentChildren])[] }) {
  return (
    <dl class="facts">
      {facts
        .filter(([, value]) => value !== null && value !== undefined && value !== '')
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}

/** A bar for long work. @param value From 0 to 1; null while it is not known how much there is. */
export function Progress({ label, value }: { readonly label: string; readonly value: number | null }) {
  return (
    <div class="progress">
      <span>{label}</span>
      <progress aria-label={label} max={1} {...(value === null ? {} : { value })} />
    </div>
  )
}

/** What a page shows of data on its way: rows that stand in, the reason when it failed, else the data. */
export function Loaded<T>(props: {
  readonly of: Resource<T>
  readonly children: (data: T) => ComponentChildren
  /** How many lines stand in meanwhile. */
  readonly lines?: number
}) {
  const { data, error, reload } = props.of
  if (data !== null) return <>{props.children(data)}</>
  if (error !== null) {
    return (
      <Notice tone="bad" title={error.text} actions={<Button onClick={reload}>{say('Thử lại', 'Try again')}</Button>}>
        {error.next}
      </Notice>
    )
  }
  return (
    <div class="skeleton" aria-busy="true" aria-label={say('Đang tải', 'Loading')} role="status">
      {Array.from({ length: props.lines ?? 4 }, (_, line) => (
        <span key={line} />
      ))}
    </div>
  )
}
