import type { RequestPage } from '@congky/shared'
import { computed } from '@preact/signals'
import { useEffect, useState } from 'preact/hooks'
import { call } from '../../api.ts'
import { Button } from '../../design/button.tsx'
import { Notice } from '../../design/layout.tsx'
import { formatNumber } from '../../format.ts'
import { finished, status, watching } from '../../live.ts'
import { say } from '../../text.ts'

/** A busy gateway finishes many at once; they are counted together. */
const GATHER_MS = 700
/** For what is not told of over the live socket, and for when there is none. */
const LOOK_MS = 30_000

/** Changes whenever a request was finished, or waits for a person. */
const counts = computed(() => `${finished.value.count} ${status.value?.jobs.held ?? 0}`)

/**
 * What came since the page was loaded is told, and shown when the person wants it: rows do not jump away. How many
 * of it fit the filter, only the gateway knows; it is asked when something was finished or held.
 */
export function News(props: { readonly newest: number; readonly query: string; readonly reload: () => Promise<void> }) {
  const { newest, query, reload } = props
  const [count, setCount] = useState(0)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | null = null
    const look = () => {
      timer = null
      if (document.hidden) return
      call<RequestPage>('GET', `/admin/requests?${query}&after=${newest}&limit=1`, watching)
        .then(({ total }) => setCount(total))
        .catch(() => undefined)
    }
    const lookSoon = () => {
      timer ??= setTimeout(look, GATHER_MS)
    }
    let known = counts.peek()
    const stop = counts.subscribe((now) => {
      if (now !== known) lookSoon()
      known = now
    })
    const interval = setInterval(lookSoon, LOOK_MS)
    document.addEventListener('visibilitychange', lookSoon)
    return () => {
      stop()
      clearInterval(interval)
      document.removeEventListener('visibilitychange', lookSoon)
      if (timer) clearTimeout(timer)
    }
  }, [newest, query])
  if (count === 0) return null
  const shown = formatNumber(count)
  return (
    <Notice
      tone="info"
      title={say(`Có ${shown} yêu cầu mới`, count === 1 ? 'One new request' : `${shown} new requests`)}
      actions={
        <Button small icon="refresh" onClick={reload}>
          {say('Hiện', 'Show')}
        </Button>
      }
    />
  )
}
