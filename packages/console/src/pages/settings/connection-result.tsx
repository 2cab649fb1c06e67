import type { ConnectionTestView } from '@congky/shared'
import { Notice } from '../../design/layout.tsx'
import { formatNumber } from '../../format.ts'
import { say, sayOf } from '../../text.ts'

/** How a test went: what was reached and which way, or precisely what failed and what to do. */
export function ConnectionResult({ result, good }: { readonly result: ConnectionTestView; readonly good: string }) {
  const { ok, via, status, ms, problem } = result
  if (!ok && problem) {
    return (
      <Notice tone="bad" title={sayOf(problem.message)}>
        {sayOf(problem.next)} <span class="dim mono">{problem.code}</span>
      </Notice>
    )
  }
  const way = via === null ? say('kết nối trực tiếp', 'directly') : say(`qua proxy ${via}`, `through the proxy ${via}`)
  const answer = status === null ? '' : say(`, trả lời mã ${status}`, `, status ${status}`)
  return (
    <div role="status">
      <Notice tone="good" title={good}>
        {`${way[0]?.toUpperCase()}${way.slice(1)}, ${formatNumber(ms)} ms${answer}.`}
      </Notice>
    </div>
  )
}
