/** The gateway's own log, followed while somebody looks. */
import type { LogLevel, LogLineView, LogView } from '@congky/shared'
import { useEffect, useRef, useState } from 'preact/hooks'
import { call } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { SelectField, TextField } from '../../design/field.tsx'
import { Card, Empty } from '../../design/layout.tsx'
import { toast, toastError } from '../../design/toast.tsx'
import { formatExactTime } from '../../format.ts'
import { watching } from '../../live.ts'
import { say } from '../../text.ts'

const POLL_MS = 2_000
/** What a browser keeps; the gateway keeps no more either. */
const SHOWN_MAX = 1_000

export function LogSettings() {
  const [level, setLevel] = useState<LogLevel>('debug')
  const [search, setSearch] = useState('')
  const [isPaused, setPaused] = useState(false)
  const [lines, setLines] = useState<readonly LogLineView[] | null>(null)
  useFollowing({ level, search, isPaused, setLines })
  const copy = async () => {
    await navigator.clipboard.writeText((lines ?? []).map(toText).join('\n'))
    toast(say('Đã chép', 'Copied'))
  }
  return (
    <Card
      title={say('Nhật ký của cổng ký', 'Log of the gateway')}
      lead={say(
        'Những dòng mới nhất từ khi khởi động, cho người hỗ trợ kỹ thuật. Chứng từ, mật khẩu và mã PIN không bao giờ ghi ở đây.',
        'The newest lines since the start, for technical support. Documents, passwords and PINs are never in it.',
      )}
      actions={
        <>
          <Button small icon={isPaused ? 'play' : 'pause'} onClick={() => setPaused(!isPaused)}>
            {isPaused ? say('Theo dõi tiếp', 'Follow') : say('Dừng lại', 'Pause')}
          </Button>
          <Button small icon="copy" disabled={!lines?.length} onClick={copy}>
            {say('Chép tất cả', 'Copy all')}
          </Button>
        </>
      }
    >
      <div class="fields">
        <SelectField label={say('Mức', 'Level')} value={level} choices={levelChoices()} onChange={setLevel} />
        <TextField label={say('Tìm', 'Search')} type="search" value={search} onInput={setSearch} maxLength={200} />
      </div>
      {lines?.length === 0 ? (
        <Empty icon="file" title={say('Không có dòng nào', 'No lines')} />
      ) : (
        <Lines lines={lines ?? []} isFollowing={!isPaused} />
      )}
    </Card>
  )
}

const levelChoices = () => [
  { value: 'debug' as const, label: say('Tất cả', 'Everything') },
  { value: 'info' as const, label: say('Thông tin trở lên', 'Information and worse') },
  { value: 'warn' as const, label: say('Cảnh báo và lỗi', 'Warnings and errors') },
  { value: 'error' as const, label: say('Chỉ lỗi', 'Errors only') },
]

/** Asks for what is new again and again; from the beginning when the filter changed, or the gateway started anew. */
function useFollowing(props: {
  readonly level: LogLevel
  readonly search: string
  readonly isPaused: boolean
  readonly setLines: (update: (before: readonly LogLineView[] | null) => readonly LogLineView[]) => void
}) {
  const { level, search, isPaused, setLines } = props
  const place = useRef({ since: '', newest: 0, filter: '' })
  useEffect(() => {
    if (isPaused) return
    const controller = new AbortController()
    const { signal } = controller
    const filter = `${level} ${search}`
    const ask = async () => {
      const { newest, filter: before } = place.current
      const query = new URLSearchParams({ level, search, after: String(before === filter ? newest : 0) })
      const view = await call<LogView>('GET', `/admin/log?${query}`, { ...watching, signal })
      const isAnew = before !== filter || (place.current.since !== '' && place.current.since !== view.since)
      // Numbers begin anew with the gateway: what came after the old ones is not all there is.
      if (isAnew && before === filter) {
        place.current = { since: view.since, newest: 0, filter: '' }
        return ask()
      }
      place.current = { since: view.since, newest: view.newest, filter }
      setLines((old) => [...(isAnew ? [] : (old ?? [])), ...view.lines].slice(-SHOWN_MAX))
    }
    const tell = (error: unknown) => {
      if (!signal.aborted) toastError(error)
    }
    // While somebody types, not every letter is asked for.
    const first = setTimeout(() => void ask().catch(tell), search === '' ? 0 : 200)
    const timer = setInterval(() => void ask().catch(() => {}), POLL_MS)
    return () => {
      controller.abort()
      clearTimeout(first)
      clearInterval(timer)
    }
  }, [level, search, isPaused])
}

function Lines({ lines, isFollowing }: { readonly lines: readonly LogLineView[]; readonly isFollowing: boolean }) {
  const list = useRef<HTMLOListElement>(null)
  const last = lines.at(-1)?.seq
  useEffect(() => {
    if (isFollowing && list.current) list.current.scrollTop = list.current.scrollHeight
  }, [last, isFollowing])
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
    <ol class="log plain-list" ref={list} tabIndex={0} aria-label={say('Các dòng nhật ký', 'Lines of the log')}>
      {lines.map((line) => (
        <Line key={line.seq} line={line} />
      ))}
    </ol>
  )
}

function Line({ line }: { readonly line: LogLineView }) {
  const { at, level, message, details, stack } = line
  return (
    <li class={level}>
      <span class="dim">{at && formatExactTime(at)}</span>
      <span class="log-level">{level}</span>
      <span class="log-text">
        {message} <span class="dim">{details}</span>
        {stack && (
          <details>
            <summary>{say('Chi tiết lỗi', 'Where it came from')}</summary>
            <pre>{stack}</pre>
          </details>
        )}
      </span>
    </li>
  )
}

function toText({ at, level, message, details, stack }: LogLineView): string {
  return [`${at ?? ''} ${level} ${message} ${details}`.trim(), ...(stack ? [stack] : [])].join('\n')
}
