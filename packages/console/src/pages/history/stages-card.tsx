import type { StageView } from '@congky/shared'
import { Card } from '../../design/layout.tsx'
import { formatMilliseconds } from '../../format.ts'
import { say, sayOf } from '../../text.ts'

/** Where the time of one signature went: a bar a stage, the longest as long as there is room. */
export function StagesCard({ stages }: { readonly stages: readonly StageView[] }) {
  const longest = Math.max(...stages.map(({ ms }) => ms))
  const total = stages.reduce((sum, { ms }) => sum + ms, 0)
  return (
    <Card
      title={say('Thời gian xử lý', 'Where the time went')}
      lead={say(
        'Cổng ký đo từng bước. Thời gian chờ người mở khóa hoặc duyệt không tính ở đây.',
        'As the gateway measured it, step by step. Waiting for people is not counted.',
      )}
    >
      <table class="stages">
        <tbody>
          {stages.map(({ stage, title, ms }) => (
            <tr key={stage}>
              <th scope="row">{sayOf(title)}</th>
              <td>{formatMilliseconds(ms)}</td>
              <td class="stage-bar">
                <svg aria-hidden="true">
                  <rect width={`${barPercent(ms, longest)}%`} height="100%" rx="3" />
                </svg>
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{say('cộng lại', 'altogether')}</th>
            <td>{formatMilliseconds(total)}</td>
            <td />
          </tr>
        </tfoot>
      </table>
    </Card>
  )
}

/** What took any time at all is seen. */
function barPercent(ms: number, longest: number): number {
  return ms === 0 ? 0 : Math.max(1, (ms / longest) * 100)
}
